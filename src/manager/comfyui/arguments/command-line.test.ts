import { describe, expect, it } from 'vitest';
import { readComfyArguments, splitCommandLine } from './command-line';

describe('splitCommandLine', () => {
  it.each([
    ['', []],
    ['  --cpu   --lowvram ', ['--cpu', '--lowvram']],
    ['--output-directory "D:\\My Pictures\\out" --cpu', ['--output-directory', 'D:\\My Pictures\\out', '--cpu']],
    [`--a 'b "c"' d"e f"g`, ['--a', 'b "c"', 'de fg']],
    [String.raw`"say \"hi\"" ''`, ['say "hi"', '']],
    ['\t--ünï\n木', ['--ünï', '木']],
  ])('splits %j', (text, parts) => {
    expect(splitCommandLine(text)).toEqual(parts);
  });

  it.each(['--a "b', "it's", '"a\\"'])('refuses the open quote in %j', (text) => {
    expect(() => splitCommandLine(text)).toThrow(/open quote/);
  });
});

describe('readComfyArguments', () => {
  it('names what a record of the state names, and what was given', () => {
    expect(readComfyArguments([])).toEqual({
      listen: '127.0.0.1',
      port: 8188,
      enable_manager_legacy_ui: false,
      front_end_version: 'comfyanonymous/ComfyUI@latest',
      front_end_root: null,
    });
    const args = [
      '--port',
      '1',
      '--listen',
      '--cpu',
      '--whitelist-custom-nodes',
      'a',
      'b',
      '--front-end-root=/x',
      '--port',
      '9000',
    ];
    expect(readComfyArguments(args)).toMatchObject({
      port: 9000,
      listen: '0.0.0.0,::',
      cpu: true,
      whitelist_custom_nodes: ['a', 'b'],
      front_end_root: '/x',
    });
  });
});
