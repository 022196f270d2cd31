import { expect, it } from 'vitest';
import { readProxy } from './update-network';

it('reads a proxy, and keeps its login out of the rules', () => {
  expect(readProxy('')).toEqual({ rules: { mode: 'system' }, login: null });
  expect(readProxy('http://me:p%40ss@proxy.example:3128')).toEqual({
    rules: { proxyRules: 'http://proxy.example:3128', proxyBypassRules: '<-loopback>' },
    login: ['me', 'p@ss'],
  });
});
