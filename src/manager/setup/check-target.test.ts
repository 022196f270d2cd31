import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SetupChoice } from '../../contract/operations/setup';
import { checkRoom } from '../python/making/room';
import { checkTarget } from './check-target';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'target 工房-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function problemsOf(part: Partial<SetupChoice>, platform: NodeJS.Platform = 'linux'): Promise<string[]> {
  const problems = await checkTarget(SetupChoice.parse({ parent, ...part }), platform);
  return problems.map(({ message }) => message);
}

async function makeComfy(folder: string): Promise<void> {
  await mkdir(join(folder, 'comfy'), { recursive: true });
  for (const name of ['main.py', 'nodes.py', 'folder_paths.py']) await writeFile(join(folder, name), '');
}

describe('checkTarget', () => {
  it('takes a folder that is not there, an empty one, and one whose parents are to be made', async () => {
    await mkdir(join(parent, 'empty'));
    expect(await problemsOf({})).toEqual([]);
    expect(await problemsOf({ name: 'empty' })).toEqual([]);
    expect(await problemsOf({ parent: join(parent, 'a', 'b') })).toEqual([]);
  });

  it('refuses what is taken, and says by what', async () => {
    await makeComfy(join(parent, 'ComfyUI'));
    await mkdir(join(parent, 'full'));
    await writeFile(join(parent, 'full', 'x'), '');
    await writeFile(join(parent, 'file'), '');
    expect(await problemsOf({})).toEqual([`There is already a ComfyUI in ${join(parent, 'ComfyUI')}.`]);
    expect(await problemsOf({ name: 'full' })).toEqual([expect.stringContaining('is not empty')]);
    expect(await problemsOf({ name: 'file' })).toEqual([expect.stringContaining('is a file')]);
    expect(await problemsOf({ parent: join(parent, 'file') })).toEqual([expect.stringContaining('not a folder')]);
    expect(await problemsOf({ parent: join(parent, 'ComfyUI', 'custom_nodes') })).toEqual([
      expect.stringContaining('would be inside the ComfyUI'),
    ]);
  });

  it('refuses names and paths that Python environments cannot live with', async () => {
    for (const name of ['..', 'a/b', '-x', '.x', 'con', ' x'])
      expect(await problemsOf({ name }), name).toEqual([expect.stringContaining('cannot be the name')]);
    expect(await problemsOf({ parent: join(parent, 'a:b') })).toEqual([expect.stringContaining('contains ":"')]);
    expect(await problemsOf({ parent: join(parent, 'x'.repeat(120)) }, 'win32')).toEqual([
      expect.stringContaining('the files of torch allow at most'),
    ]);
  });
});

describe('checkRoom', () => {
  it('refuses a disk that is too full, and takes one whose room nobody knows', () => {
    const [problem] = checkRoom('/x', { needed: 4 * 1024 ** 3, free: 1024 ** 3 });
    expect(problem?.code).toBe('disk-full');
    expect(problem?.message).toBe('/x needs about 4.0 GiB, and 1.0 GiB are free.');
    expect(checkRoom('/x', { needed: 1, free: 1 })).toEqual([]);
    expect(checkRoom('/x', { needed: 1, free: null })).toEqual([]);
  });
});
