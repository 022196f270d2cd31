import { describe, expect, it } from 'vitest';
import { shortenPaths } from './short-paths';

describe('paths in a sentence', () => {
  it('begin with what people know of a folder', () => {
    const text =
      '/home/ada/Comfy UI/user/a.json could not be read, so it was moved to /home/ada/Comfy UI/user/b-a.json.';
    expect(shortenPaths(text, ['/home/ada/Comfy UI'])).toBe(
      'user/a.json could not be read, so it was moved to user/b-a.json.',
    );
    expect(shortenPaths('C:\\ComfyUI\\user\\a.json cannot be read.', ['C:\\ComfyUI'])).toBe(
      'user\\a.json cannot be read.',
    );
  });

  it('begin at the deepest of several folders, and stay whole elsewhere', () => {
    const text = '/c/custom_nodes/x, /c/y, /cc/z and /c';
    expect(shortenPaths(text, ['/c', '/c/custom_nodes'])).toBe('x, y, /cc/z and /c');
  });
});
