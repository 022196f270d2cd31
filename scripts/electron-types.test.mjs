import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCompiled } from './electron-types.mjs';
import { projectDir } from './project.mjs';

describe('the types of the older Electron', () => {
  const typesFile = '/cache/electron.d.ts';
  const expected = { files: ['main/a.ts', 'preload/b.ts'], typesFile };
  const list = (...files) => files.map((file) => join(projectDir, file)).join('\n');

  it('count when every file was compiled against them', () => {
    expect(readCompiled(`${list('main/a.ts', 'preload/b.ts')}\n${typesFile}`, expected)).toEqual({
      seen: 2,
      problems: [],
    });
  });

  it('have seen nothing when the types of another one were taken', () => {
    const other = `${list('main/a.ts', 'preload/b.ts')}\n/p/node_modules/electron/electron.d.ts`;
    expect(readCompiled(other, expected).seen).toBe(0);
  });

  it('tell what does not compile, and which file was left out', () => {
    const error = "main/a.ts(1,2): error TS2339: Property 'encryptStringAsync' does not exist on type 'SafeStorage'.";
    expect(readCompiled(`${error}\n${list('main/a.ts')}\n${typesFile}`, expected)).toEqual({
      seen: 1,
      problems: [error, 'preload/b.ts: was not compiled'],
    });
  });
});
