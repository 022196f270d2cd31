import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readHelpText } from './help-text';

/** Printed by Python's own argparse, 80 columns wide and without any wrapping. */
const read = (name: string) => readFileSync(new URL(`argparse-fixtures/${name}.txt`, import.meta.url), 'utf8');
const byFlag = (text: string) =>
  new Map(readHelpText(text).flatMap((option) => option.flags.map((flag) => [flag, option])));

describe('readHelpText', () => {
  it('reads every form argparse prints', () => {
    const options = byFlag(read('wide'));
    const base = { choices: [], exclusiveWith: [] };
    expect(options.get('--listen')).toEqual({
      ...base,
      flags: ['--listen'],
      value: '[IP]',
      help: 'Where it listens (default: 127.0.0.1). Several addresses are separated by commas, like 127.2.2.2,127.3.3.3 and so on.',
    });
    expect(options.get('--port')).toEqual({ ...base, flags: ['--port'], value: 'PORT', help: 'The port.' });
    expect(options.get('--extra-paths')).toMatchObject({ value: 'PATH [PATH ...]', help: 'One or more files.' });
    expect(options.get('--silent')).toEqual({ ...base, flags: ['--silent'], value: null, help: '' });
    expect(options.get('-q')).toEqual({
      ...base,
      flags: ['-q', '--quiet'],
      value: null,
      help: 'Says nothing -- not even --this.',
    });
    expect(options.get('--output')).toMatchObject({ flags: ['-o', '--output'], value: 'FOLDER' });
    expect(options.get('--a-very-long-name-of-an-argument')).toMatchObject({
      value: 'VALUE',
      help: 'Its help stands on a line of its own.',
    });
    expect(options.get('--preview-method')).toMatchObject({
      value: 'PREVIEW_METHOD',
      choices: ['none', 'auto', 'taesd'],
    });
    expect(options.get('--hash')).toMatchObject({
      value: 'HASH',
      choices: ['md5', 'sha1', 'sha256'],
      help: 'Which hash. Default is 100% sha256.',
    });
    expect(options.get('--verbose')).toMatchObject({ value: '[VERBOSE]', choices: ['DEBUG', 'INFO'] });
    expect(options.get('--fast')).toMatchObject({ value: '[FAST ...]', help: 'Everything, or a list.' });
    expect(options.get('--ci')).toMatchObject({ value: null, help: 'Ends at once.' });
    expect([...options.keys()]).toHaveLength(20);
  });

  it('knows which arguments exclude one another', () => {
    const options = byFlag(read('wide'));
    expect(options.get('--cuda-malloc')?.exclusiveWith).toEqual(['--disable-cuda-malloc']);
    expect(options.get('--cache-lru')?.exclusiveWith).toEqual(['--cache-classic', '--cache-ram']);
    const text = 'usage: x [-o FOLDER | --none]\n\noptions:\n  -o FOLDER, --output FOLDER\n  --none\n';
    expect(byFlag(text).get('--none')?.exclusiveWith).toEqual(['--output']);
    expect(byFlag(text.replace(/[[\]]/g, (sign) => (sign === '[' ? '(' : ')'))).get('-o')?.exclusiveWith).toEqual([
      '--none',
    ]);
  });

  it('reads the same from a narrow window, older and newer Pythons, Windows and a coloured console', () => {
    const wide = readHelpText(read('wide'));
    expect(readHelpText(read('narrow'))).toEqual(wide);
    // Python 3.13 names the value once, Python 3.9 calls the list otherwise, Python 3.14 colours it.
    expect(readHelpText(read('wide').replace('-o FOLDER, --output FOLDER', '-o, --output FOLDER'))).toEqual(wide);
    expect(readHelpText(read('narrow').replace('options:', 'optional arguments:'))).toEqual(wide);
    expect(readHelpText(read('narrow').replaceAll('\n', '\r\n'))).toEqual(wide);
    expect(readHelpText(read('wide').replaceAll('--port', '\x1b[1;36m--port\x1b[0m'))).toEqual(wide);
    // What a program prints before is no part of it.
    expect(readHelpText(`Setting output directory\n  --fake  no option\n${read('wide')}`)).toEqual(wide);
  });

  it('is empty for anything else', () => {
    expect(readHelpText('')).toEqual([]);
    expect(readHelpText('Traceback (most recent call last):\n  --port\n')).toEqual([]);
  });
});
