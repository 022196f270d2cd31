import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { createOwnNames } from './own-names';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

it('are the loopback names where it listens on loopback, and what the settings allow', () => {
  expect([...createOwnNames('127.0.0.1', [])()]).toEqual(loopback);
  expect([...createOwnNames('localhost', [' Studio.LOCAL ', ''])()]).toEqual([...loopback, 'studio.local']);
});

it('has the address that it listens on, as a Host header writes it', () => {
  expect([...createOwnNames('192.0.2.7', [])()]).toEqual([...loopback, '192.0.2.7']);
  expect([...createOwnNames('FD00::1', [])()]).toEqual([...loopback, '[fd00::1]']);
});

it('has the addresses of all interfaces where it listens on all', () => {
  const names = createOwnNames('0.0.0.0', ['box'])();
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  expect(addresses.length).toBeGreaterThan(0);
  for (const { address } of addresses) expect(names).toContain(address.includes(':') ? `[${address}]` : address);
  expect(names).toContain('box');
  expect(names).not.toContain('0.0.0.0');
});
