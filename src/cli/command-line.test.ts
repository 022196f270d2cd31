import { describe, expect, it } from 'vitest';
import { commandTable } from './commands/command-table';
import { completeWords } from './completion';
import { findCommand, readCommandLine } from './command-line';
import { exitCodeOf } from './exit-codes';
import { usageOf } from './help';

const read = (text: string) => readCommandLine(commandTable, text.split(' '));

function codeOf(text: string): number {
  try {
    read(text);
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}

describe('a command line', () => {
  it('gives words and flags to the fields of what it calls', () => {
    const line = read('--comfyui /srv/c pack install tidy-latents --version 1.2.0 --only-new --pip a --pip b --json');
    expect(line.input).toEqual({
      ...{ id: 'tidy-latents', version: '1.2.0', selected_version: '1.2.0', mode: 'cache', channel: 'default' },
      ...{ only_new: true, pip: ['a', 'b'] },
    });
    expect(line.options).toMatchObject({ comfyui: '/srv/c', json: true, version: false });
  });

  it('takes the longest command, numbers as numbers, and a switch back', () => {
    expect(read('comfy bisect answer 2 bad')).toMatchObject({ input: { start: 2, verdict: 'bad' } });
    expect(read('snapshot restore x --no-exact').input).toEqual({ target: 'x', exact: false });
  });

  it('may ask for a form without what the command needs', () => {
    expect(read('pack install --schema').options.schema).toBe(true);
  });

  it('looks for what stands behind a list', () => {
    expect(read('pack search two words').searched).toEqual(['two', 'words']);
  });

  it.each([
    ['pack install', 'without what it needs'],
    ['pack install a b', 'with more than it takes'],
    ['pack list --nothing', 'with a flag that there is not'],
    ['pack install a --mode sideways', 'with a word that is no choice'],
    ['comfy log --limit many', 'with a text for a number'],
    ['env create a --packs {', 'with what is no JSON'],
    ['pack install a --version', 'with a flag that lacks its value'],
  ])('%s is wrong use: %s', (text) => {
    expect(codeOf(text)).toBe(2);
  });

  it.each([
    ['pack install', 'pack install PACK'],
    ['pack why', 'pack why [WORDS...]'],
    ['queue watch', 'queue watch'],
  ])('says what stands behind the words of %s', (words, usage) => {
    const entry = findCommand(commandTable, words.split(' '));
    expect(entry && usageOf(entry)).toBe(usage);
  });

  it('is completed from the same table', () => {
    expect(completeWords(commandTable, ['pack', 'in'])).toEqual(['install']);
    expect(completeWords(commandTable, ['comfy', 'bisect', 'begin', ''])).toEqual(['start', 'pack', 'web-ui']);
    expect(completeWords(commandTable, ['env', 'create', 'a', '--torch', 'c'])).toEqual(['cuda', 'cpu']);
    expect(completeWords(commandTable, ['pack', 'list', '--js'])).toEqual(['--json']);
  });
});
