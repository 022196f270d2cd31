import { describe, expect, it } from 'vitest';
import { createPackOfLine } from './pack-of-line';

const names = [
  'ComfyUI-Foo',
  'ComfyUI-Foo Two',
  'foo_bar.py',
  'comfyui-impact-pack',
  'rgthree-comfy',
  'ComfyUI-Same',
  'same',
  'Ünï',
];

describe('the pack a line is about', () => {
  it.each([
    ['  File "/x/custom_nodes/ComfyUI-Foo/nodes.py", line 3, in f', 'ComfyUI-Foo'],
    ['  File "C:\\ComfyUI\\custom_nodes\\ComfyUI-Foo\\nodes.py", line 3', 'ComfyUI-Foo'],
    ['Cannot import /x/custom_nodes/ComfyUI-Foo module for custom nodes: no', 'ComfyUI-Foo'],
    ['Cannot import /x/custom_nodes/ComfyUI-Foo Two module for custom nodes: no', 'ComfyUI-Foo Two'],
    ['   0.1 seconds: /x/custom_nodes/ComfyUI-Foo Two', 'ComfyUI-Foo Two'],
    ['   0.1 seconds (IMPORT FAILED): /x/custom_nodes/foo_bar.py', 'foo_bar.py'],
    ['   0.1 seconds: /x/custom_nodes/Ünï', 'Ünï'],
    ['/x/custom_nodes/ComfyUI-Foo-Other/a.py is missing', null],
    ['custom_nodes are loaded', null],
    ['[ComfyUI-Foo] ready', 'ComfyUI-Foo'],
    ['\x1b[34m[Impact Pack]\x1b[0m loaded', 'comfyui-impact-pack'],
    ['[INFO] [Impact Pack] loaded', 'comfyui-impact-pack'],
    ['[rgthree-comfy] Loaded 42 nodes', 'rgthree-comfy'],
    // Two packs would answer to it.
    ['[same] ready', null],
    ['[INFO] something', null],
    ['see [ComfyUI-Foo] for more', null],
    ['', null],
  ])('%s', (line, pack) => {
    expect(createPackOfLine(names)(line, 'stderr')).toBe(pack);
  });

  it('is that of the frame above it in a traceback, down to the exception', () => {
    const packOf = createPackOfLine(names);
    const lines: [string, string | null][] = [
      ['Traceback (most recent call last):', null],
      ['  File "/x/nodes.py", line 1, in load', null],
      ['    module.run()', null],
      ['  File "/x/custom_nodes/ComfyUI-Foo/a.py", line 1, in <module>', 'ComfyUI-Foo'],
      ['    import torch', 'ComfyUI-Foo'],
      ['  File "/venv/site-packages/torch/x.py", line 1, in <module>', 'ComfyUI-Foo'],
      ['RuntimeError: no', 'ComfyUI-Foo'],
      ['Something else', null],
    ];
    for (const [line, pack] of lines) {
      expect([line, packOf(line, 'stderr')]).toEqual([line, pack]);
      expect(packOf('between', 'stdout')).toBeNull();
    }
  });
});
