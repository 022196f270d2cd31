import { describe, expect, it } from 'vitest';
import { helpOfOption } from './option-help';

const [commandLine = ''] = Object.values(
  import.meta.glob<string>('../../../e2e/world/comfyui/comfy/cli_args.py', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);

const added = import.meta.glob<string>('../../../src/manager/comfyui/arguments/comfy-arguments.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('the help of an argument', () => {
  it("is told in every language for all that the world's ComfyUI takes", () => {
    const flags = [...commandLine.matchAll(/"(--[a-z][\w-]+)"/gu)].map(([, flag = '']) => flag);
    expect(flags.length).toBeGreaterThan(60);
    const untold = flags.filter((flag) =>
      ['de', 'zh-CN'].some((tag) => helpOfOption(flag, 'in English', tag) === 'in English'),
    );
    expect(untold).toEqual([]);
    expect(helpOfOption('--cpu', 'in English', 'zh-CN')).toMatch(/[\u4e00-\u9fff]/u);
  });

  it('says in every language what this app adds to it', () => {
    const [source = ''] = Object.values(added);
    const named = [...source.matchAll(/^ {2}'(--[\w-]+)':/gmu)].map(([, flag = '']) => flag);
    expect(named).toEqual(['--port', '--listen', '--base-directory', '--user-directory', '--quick-test-for-ci']);
    const helpOf = (tag: string) =>
      named.filter((flag) => /此应用|Diese App|ComfyUI /u.test(helpOfOption(flag, '', tag)));
    expect([helpOf('de'), helpOf('zh-CN')]).toEqual([named, named]);
  });

  it('is what ComfyUI says in English, and where it is not known yet', () => {
    expect(helpOfOption('--cpu', 'To use the CPU.', 'en')).toBe('To use the CPU.');
    expect(helpOfOption('--of-tomorrow', 'New.', 'de')).toBe('New.');
    expect(helpOfOption('constructor', 'New.', 'de')).toBe('New.');
  });
});
