import { expect, it } from 'vitest';
import { openTerminal, writeTo } from './terminal';

const hostile = 'a\u001b]52;c;cm0=\u0007\u009b2J\u202eb\r\u001b[Kc\n';
const harmless = 'a\\u001b]52;c;cm0=\\u0007\\u009b2J\\u202eb\\u000d\\u001b[Kc\n';
const looks = [undefined, 'bold', 'red', 'over'] as const;

/** What comes out at the end of a stream. */
function write(isColoured: boolean): string[] {
  const written: string[] = [];
  const end = writeTo({ write: (text) => written.push(text) > 0 }, isColoured);
  for (const look of looks) end(hostile, look);
  return written;
}

it('writes nothing that a terminal obeys, but its own look', () => {
  expect(write(false)).toEqual([harmless, harmless, harmless, `\r\u001b[K${harmless}`]);
  const own = ['\r\u001b[K', '\u001b[1m', '\u001b[22m', '\u001b[31m', '\u001b[39m'];
  for (const text of write(true)) expect(own.reduce((left, look) => left.replace(look, ''), text)).toBe(harmless);
});

it('says what a program wrote with a bare return in a line of its own', async () => {
  const { say } = await openTerminal('en', {});
  expect(say('1 %\r2 %\r\ndone\u009b')).toBe('1 %\n2 %\ndone\\u009b');
});
