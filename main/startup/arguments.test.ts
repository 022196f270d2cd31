import { describe, expect, it } from 'vitest';
import { parseArguments, readSecondStart } from './arguments';

function read(...argv: string[]) {
  return parseArguments(argv, '/home/me');
}

describe('parseArguments', () => {
  it('reads every option and leaves the switches of Chromium alone', () => {
    const parsed = read(
      '.',
      '--no-sandbox',
      '--user-data-dir=/tmp/x',
      '--comfyui',
      'Comfy UI ünï',
      '--port',
      '9000',
      '--set',
      'hosts.registry=http://127.0.0.1:9001',
      '--set=downloads.stallSeconds=2',
      '--hidden',
      '--launch',
      '--set',
      'comfyui.arguments=--cpu --front-end-root "/tmp/web ui" --listen=127.0.0.1',
    );
    expect(parsed).toEqual({
      ok: true,
      arguments: {
        comfyuiFolder: '/home/me/Comfy UI ünï',
        install: null,
        port: 9000,
        overrides: {
          'hosts.registry': 'http://127.0.0.1:9001',
          'downloads.stallSeconds': '2',
          'comfyui.arguments': '--cpu --front-end-root "/tmp/web ui" --listen=127.0.0.1',
        },
        isHidden: true,
        isLaunch: true,
        given: [],
      },
    });
  });

  it('has defaults for an empty command line', () => {
    expect(read()).toEqual({
      ok: true,
      arguments: {
        comfyuiFolder: null,
        install: null,
        port: null,
        overrides: {},
        isHidden: false,
        isLaunch: false,
        given: [],
      },
    });
  });

  it('reads what is to be installed, and how', () => {
    const parsed = read(
      '--install-comfyui',
      'New UI',
      '--python=3.12',
      '--torch',
      'cpu',
      '--comfyui-version',
      'nightly',
    );
    expect(parsed.ok && parsed.arguments.install).toEqual({
      ...{ parent: '/home/me', name: 'New UI', version: 'nightly', python: '3.12', torch: 'cpu' },
    });
    const plain = read('--install-comfyui=/srv/ComfyUI');
    expect(plain.ok && plain.arguments.install).toEqual({
      ...{ parent: '/srv', name: 'ComfyUI', version: 'stable', python: null, torch: null },
    });
  });

  it.each([
    [['--install-comfyui', 'x', '--python', '2.7'], '--python: A version of Python is written as 3.12.'],
    [['--install-comfyui', 'x', '--torch', 'tpu'], '--torch: '],
    [['--torch', 'cpu'], 'belong to --install-comfyui'],
    [['--install-comfyui', 'x', '--comfyui', 'y'], 'cannot stand beside it'],
  ])('refuses %j', (words, problem) => {
    const parsed = read(...words);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
  });

  it('keeps an equals sign inside a value', () => {
    const parsed = read('--set', 'python.indexUrl=http://127.0.0.1/simple?a=b');
    expect(parsed.ok && parsed.arguments.overrides['python.indexUrl']).toBe('http://127.0.0.1/simple?a=b');
  });

  it.each([
    [['--comfyui'], '--comfyui needs a value'],
    [['--port', 'abc'], 'number from 0'],
    [['--port', '70000'], 'number from 0'],
    [['--port', '0x50'], 'number from 0'],
    [['--set', 'hosts.registry'], 'name=value'],
    [['--set', 'hosts.moon=http://a'], 'no setting "hosts.moon"'],
    [['--set', 'toString=1'], 'no setting "toString"'],
    [['--set', 'hosts.registry=not a url'], '--set hosts.registry: "not a url" cannot be used'],
    [['--set', 'downloads.stallSeconds=-1'], '--set downloads.stallSeconds'],
  ])('answers %j with a sentence', (argv, sentence) => {
    const parsed = read(...argv);
    expect(parsed.ok ? '' : parsed.problem).toContain(sentence);
  });
});

describe('readSecondStart', () => {
  it('reads what the first start can follow, and nothing else', () => {
    const nothing = { comfyuiFolder: null, isLaunch: false, isHidden: false, given: [] };
    const second = { comfyuiFolder: '/a b', isLaunch: true, isHidden: true, given: ['a.json'] };
    expect(readSecondStart({ ...second, port: 9000 })).toEqual(second);
    expect(readSecondStart({ comfyuiFolder: '/a b' })).toEqual({ ...nothing, comfyuiFolder: '/a b' });
    expect(readSecondStart({ comfyuiFolder: 3, isLaunch: 'yes' })).toEqual(nothing);
    expect(readSecondStart(null)).toEqual(nothing);
  });
});
