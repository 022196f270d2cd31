import { describe, expect, it } from 'vitest';
import type { ComfyOption } from '../../../src/contract/comfyui/start-options';
import { findGiven, judgeLine, quoteWord, readOptions, withOption, withoutOption, writeValues } from './argument-line';

function option(flag: string, part: Partial<ComfyOption> = {}): ComfyOption {
  return { flags: [flag], value: null, choices: [], help: '', exclusiveWith: [], ...part };
}

const cpu = option('--cpu', { exclusiveWith: ['--lowvram'] });
const lowvram = option('--lowvram', { exclusiveWith: ['--cpu'] });
const preview = option('--preview-method', { value: 'METHOD', choices: ['none', 'auto'] });
const output = option('--output-directory', { value: 'DIR', flags: ['-o', '--output-directory'] });
const listen = option('--listen', { value: '[IP]' });
const options = [cpu, lowvram, preview, output, listen];

describe('reading a line', () => {
  it('finds options with their values, however they are written', () => {
    const line = `--cpu --output-directory "D:\\my out" --preview-method=auto --listen`;
    expect(readOptions(line).map(({ flag, values }) => [flag, ...values])).toEqual([
      ['--cpu'],
      ['--output-directory', 'D:\\my out'],
      ['--preview-method', 'auto'],
      ['--listen'],
    ]);
    expect(findGiven(readOptions('--listen 1.2.3.4 --listen ::'), listen)?.values).toEqual(['::']);
  });
});

describe('changing a line', () => {
  it('adds, replaces and removes one option and leaves the others as they were written', () => {
    const line = `--output-directory "a  b"   --fast`;
    expect(withOption(line, cpu, '')).toBe(`${line} --cpu`);
    expect(withOption(line, output, writeValues(['c d']))).toBe(`--output-directory "c d"   --fast`);
    expect(withoutOption(line, output)).toBe('--fast');
    expect(withoutOption('--cpu --listen --cpu', cpu)).toBe('--listen');
    expect(withOption('--listen a --cpu --listen b', listen, 'c')).toBe('--cpu --listen c');
    expect(withOption('', preview, 'auto')).toBe('--preview-method auto');
    expect(withOption('', output, 'x')).toBe('--output-directory x');
  });

  it('takes out what excludes the new one', () => {
    expect(withOption('--listen --lowvram --fast', cpu, '')).toBe('--listen --fast --cpu');
  });

  it('writes words so that they are read back', () => {
    for (const text of ['plain', 'a b', 'C:\\out\\', 'C:\\my out\\', 'say "hi"', "it's here", '']) {
      expect(readOptions(`--x ${quoteWord(text)}`)[0]?.values, text).toEqual([text]);
    }
  });
});

describe('judgeLine', () => {
  const kinds = (line: string) => judgeLine(line, options).map(({ kind }) => kind);

  it('has nothing to say about a good line', () => {
    expect(kinds('--cpu --preview-method auto --output-directory "a b" --listen')).toEqual([]);
    expect(kinds('')).toEqual([]);
    expect(judgeLine('--whatever x', [])).toEqual([]);
  });

  it('names what is wrong', () => {
    expect(judgeLine('--output-directory "a', [])).toEqual([{ kind: 'open-quote' }]);
    expect(kinds('--cpuu')).toEqual(['unknown']);
    expect(kinds('--output-directory --cpu')).toEqual(['no-value']);
    expect(kinds('--cpu yes')).toEqual(['surplus-value']);
    expect(judgeLine('--preview-method best', options)).toEqual([
      { kind: 'not-a-choice', flag: '--preview-method', value: 'best', choices: ['none', 'auto'] },
    ]);
    expect(kinds('--cpu --lowvram')).toEqual(['exclusive', 'exclusive']);
  });
});
