import { describe, expect, it } from 'vitest';
import { folderOfCommand } from './running-comfy';

describe('the folder of a program that may be ComfyUI', () => {
  it.each([
    { words: ['/x/venv/bin/python', 'main.py', '--port', '8188'], folder: '/apps/ComfyUI' },
    { words: ['python3.12', '-s', '/other/ComfyUI/main.py'], folder: '/other/ComfyUI' },
    { words: ['python3', 'ComfyUI/main.py'], folder: '/apps/ComfyUI/ComfyUI' },
    { words: ['python3', 'server.py'], folder: null },
    { words: ['vim', 'main.py'], folder: null },
    { words: [], folder: null },
  ])('$words', ({ words, folder }) => {
    expect(folderOfCommand(words, '/apps/ComfyUI')).toBe(folder);
  });
});
