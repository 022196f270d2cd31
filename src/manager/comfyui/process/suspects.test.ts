import { describe, expect, it } from 'vitest';
import { createStartupReport } from '../output/startup-report';
import { suspectsOf } from './suspects';

function suspects(lines: string[], { pack = null, fatal = [] }: { pack?: string | null; fatal?: string[] } = {}) {
  const report = createStartupReport();
  for (const line of lines) report.add(line);
  return suspectsOf({ lastLines: () => lines, lastWords: () => ({ pack, fatal }), report });
}

const traceback = [
  'Traceback (most recent call last):',
  '  File "/c/main.py", line 9, in <module>',
  '    run()',
  '  File "/c/custom_nodes/caller/nodes.py", line 3, in run',
  '    helper.go()',
  '    ~~~~~~~~~^^',
  '  File "/c/custom_nodes/helper lib/go.py", line 8, in go',
  '    torch.go()',
  '  File "/venv/lib/site-packages/torch/go.py", line 1, in go',
  'RuntimeError: no kernel',
];
const handler = [
  'Fatal Python error: Segmentation fault',
  '',
  'Current thread 0x00007f (most recent call first):',
  '  File "/venv/lib/site-packages/torch/x.py", line 2 in x',
  '  File "/c/custom_nodes/inner/x.py", line 2 in x',
  '  File "C:\\c\\custom_nodes\\outer\\y.py", line 3 in y',
  '',
  'Thread 0x00008f (most recent call first):',
  '  File "/c/custom_nodes/bystander/z.py", line 3 in z',
  '',
  'Extension modules: numpy (total: 1)',
];

describe('who may have ended ComfyUI', () => {
  it('nobody, where nothing is said', () => {
    expect(suspects([])).toEqual([]);
    expect(suspects(['bye', 'Stopped server'])).toEqual([]);
  });

  it('the packs of the traceback that the output ends with, innermost first', () => {
    expect(suspects(traceback)).toEqual(['helper lib', 'caller']);
    expect(suspects(['  File "/c/custom_nodes/old/x.py", line 1', ...traceback, 'and a hint', 'of two lines'])).toEqual(
      ['helper lib', 'caller'],
    );
  });

  it('not those of a traceback that ComfyUI went on after', () => {
    expect(suspects([...traceback, ...Array.from({ length: 30 }, (_, index) => `step ${index}`)])).toEqual([]);
    const verdict = 'Cannot import /c/custom_nodes/caller module for custom nodes: no kernel';
    expect(suspects([...traceback, verdict, 'Killed'])).toEqual([]);
  });

  it('the packs of the thread that broke, before what was being imported', () => {
    expect(suspects([], { fatal: handler, pack: 'outer' })).toEqual(['inner', 'outer']);
    expect(suspects([], { fatal: handler, pack: 'other' })).toEqual(['inner', 'outer', 'other']);
    // Printed, where the person wants it there.
    expect(suspects(['hello', ...handler])).toEqual(['inner', 'outer']);
  });

  it.each([
    ['as ComfyUI prints it', ''],
    ['with a level before it', '[WARNING] '],
    ['with a time and a level before it', '[2026-11-24 22:35:54.956] [WARNING] '],
    ['in colours', '\x1b[33m'],
  ])('not a pack whose import failed before, its verdict %s, when the next one ends everything', (_how, prefix) => {
    const verdict = `${prefix}Cannot import /c/custom_nodes/caller module for custom nodes: no kernel`;
    expect(suspects([...traceback.slice(0, 6), ...traceback.slice(-1), verdict], { pack: 'quitter' })).toEqual([
      'quitter',
    ]);
  });

  it('the pack that was being imported before packs of a traceback that somebody printed and went on after', () => {
    expect(suspects(traceback, { pack: 'quitter' })).toEqual(['quitter', 'helper lib', 'caller']);
    expect(suspects(traceback, { pack: 'caller' })).toEqual(['helper lib', 'caller']);
    const failed = 'Cannot import /c/custom_nodes/caller module for custom nodes: it is old';
    expect(suspects([failed, 'go on', ...traceback])).toEqual(['helper lib', 'caller']);
    expect(suspects([failed, 'go on', ...traceback.slice(0, -5), ...traceback.slice(-3)])).toEqual(['caller']);
    const helper = 'Cannot import /c/custom_nodes/helper lib module for custom nodes: it is old';
    expect(suspects([helper, 'go on', ...traceback])).toEqual(['caller', 'helper lib']);
  });

  it('the pack that was being imported, when it said nothing', () => {
    expect(suspects(['loading'], { pack: 'silent' })).toEqual(['silent']);
  });
});
