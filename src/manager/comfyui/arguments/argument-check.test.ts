import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkArguments } from './argument-check';
import { splitCommandLine } from './command-line';
import { readHelpText } from './help-text';

const options = readHelpText(readFileSync(new URL('argparse-fixtures/wide.txt', import.meta.url), 'utf8'));
const check = (text: string) => {
  checkArguments(splitCommandLine(text), options);
};

describe('checkArguments', () => {
  it.each([
    '',
    '--listen',
    '--listen 0.0.0.0 --port 8200 --quiet',
    '--port=8200 -q -o "D:/my results"',
    '--extra-paths a.yaml b.yaml --extra-paths c.yaml',
    '--verbose --fast one two --cache-ram 4 8',
    '--preview-method auto --hash=md5 --verbose DEBUG',
    '--reserve-vram -1.5',
  ])('lets pass: %s', (text) => {
    expect(() => {
      check(text);
    }).not.toThrow();
  });

  it.each([
    ['--lissten', 'it does not know --lissten', 'Choose one from the list'],
    ['--por 8200', 'it does not know --por', 'Write --port.'],
    ['--cuda_malloc', 'it does not know --cuda_malloc', 'Write --cuda-malloc.'],
    ['8200', 'there is no argument before "8200"', 'Arguments begin with --.'],
    ['--port', '--port needs a value', 'Write --port PORT.'],
    ['--extra-paths --quiet', '--extra-paths needs a value', 'Write --extra-paths PATH [PATH ...].'],
    ['--silent yes', '--silent takes no value, but "yes" follows it', 'quotes'],
    ['--output my folder', '"folder" is one value too many for --output', 'quotes'],
    ['--hash md4', '--hash cannot be "md4"', 'Use one of md5, sha1, sha256.'],
    ['--cache-classic --cache-lru 5', '--cache-classic and --cache-lru cannot be given together', 'Keep one'],
    ['--help', 'prints its arguments and ends', 'Leave --help out.'],
  ])('refuses %s and says what to write', (text, message, remedy) => {
    expect(() => {
      check(text);
    }).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringContaining(message) as string,
        remedy: expect.stringContaining(remedy) as string,
      }),
    );
  });

  it('checks only the form without a list', () => {
    expect(() => {
      checkArguments(['--whatever', 'x'], []);
    }).not.toThrow();
    expect(() => {
      checkArguments(['x'], []);
    }).toThrow();
  });
});
