import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findChanged, readTreeState } from './tree-state';

it('tells which files of a folder were changed or removed, and neither what came nor what is left out', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tree ünï-'));
  try {
    await mkdir(join(root, 'a', 'b'), { recursive: true });
    await mkdir(join(root, 'a', '__pycache__'));
    for (const name of ['stays', 'goes', 'a/b/grows', 'a/__pycache__/code']) await writeFile(join(root, name), 'old');
    await symlink('stays', join(root, 'link'));
    const excluded = new Set(['__pycache__']);
    const before = await readTreeState(root, excluded);
    expect([...before.keys()].sort()).toEqual(['a/b/grows', 'goes', 'link', 'stays']);
    await rm(join(root, 'goes'));
    await writeFile(join(root, 'a', 'b', 'grows'), 'old and more');
    await writeFile(join(root, 'a', '__pycache__', 'code'), 'other');
    await writeFile(join(root, 'a', 'comes'), 'new');
    expect(findChanged(before, await readTreeState(root, excluded))).toEqual(['a/b/grows', 'goes']);
    expect(await readTreeState(join(root, 'nowhere'), excluded)).toEqual(new Map());
  } finally {
    await rm(root, { recursive: true });
  }
});
