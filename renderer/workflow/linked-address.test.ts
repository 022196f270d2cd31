import { expect, it } from 'vitest';
import { readAddressParts, shortenHost } from './linked-address';

it('tells the host of an address from what only looks like one', () => {
  const parts = (scheme: string, host: string, path: string) => ({ scheme, host, path });
  expect(readAddressParts('https://example.com:8443/github.com/a.json?b#c')).toEqual(
    parts('https://', 'example.com:8443', '/github.com/a.json?b#c'),
  );
  expect(readAddressParts('http://github.com.evil.example/')).toEqual(parts('http://', 'github.com.evil.example', '/'));
});

it('keeps the end of a long host, which says whose it is', () => {
  expect(shortenHost('raw.githubusercontent.com')).toBe('raw.githubusercontent.com');
  const short = shortenHost(`${'github.com.'.repeat(19)}evil.example:8443`);
  expect(short).toMatch(/^…\u2060(?:com\.)?(?:github\.com\.)+evil\.example:8443$/u);
  expect(short.length).toBeLessThan(51);
  expect(shortenHost('a'.repeat(63))).toHaveLength(50);
});
