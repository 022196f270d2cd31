import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measureFolders, type MeasuredRoot } from './measure-folders';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cmd-measure-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(path: string, bytes: number): Promise<string> {
  const file = join(dir, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, Buffer.alloc(bytes));
  return file;
}

const root = (part: MeasuredRoot['part'], path: string): MeasuredRoot => ({
  part,
  path: join(dir, path),
  followsLinks: part === 'models',
});

async function bytesOf(...roots: MeasuredRoot[]): Promise<Record<string, number>> {
  const parts = await measureFolders(roots, new AbortController().signal);
  return Object.fromEntries(parts.map(({ part, bytes }) => [part, bytes]));
}

describe('the sizes of folders', () => {
  it('are told apart where one lies in another', async () => {
    await put('comfy/main.py', 10);
    await put('comfy/.git/objects/ab/cd', 100);
    await put('comfy/models/checkpoints/a.safetensors', 1000);
    await put('comfy/custom_nodes/pack/nodes.py', 5);
    expect(
      await bytesOf(root('models', 'comfy/models'), root('packs', 'comfy/custom_nodes'), root('comfyui', 'comfy')),
    ).toEqual({
      models: 1000,
      packs: 5,
      comfyui: 110,
    });
  });

  it('count once what links and hard links name twice, and follow links of models elsewhere', async () => {
    const big = await put('other-disk/loras/b.pt', 300);
    await put('comfy/models/a.pt', 20);
    await symlink(join(dir, 'other-disk'), join(dir, 'comfy/models/other'));
    await symlink(big, join(dir, 'comfy/models/b-again.pt'));
    await symlink(join(dir, 'comfy/models'), join(dir, 'comfy/models/circle'));
    await symlink(dir, join(dir, 'comfy/models/everything'));
    await link(join(dir, 'comfy/models/a.pt'), join(dir, 'comfy/models/a-again.pt'));
    await symlink(join(dir, 'nowhere'), join(dir, 'comfy/models/dangling'));
    expect(await bytesOf(root('models', 'comfy/models'))).toEqual({ models: 320 });
  });

  it('do not follow links of packs: what is there belongs to somebody else', async () => {
    await put('work/pack/nodes.py', 70);
    await put('comfy/custom_nodes/own/nodes.py', 7);
    await symlink(join(dir, 'work/pack'), join(dir, 'comfy/custom_nodes/linked'));
    expect(await bytesOf(root('packs', 'comfy/custom_nodes'))).toEqual({ packs: 7 });
  });

  it('count a folder that two roots name, or that is a link itself, once', async () => {
    await put('other-disk/a.pt', 50);
    await mkdir(join(dir, 'comfy'));
    await symlink(join(dir, 'other-disk'), join(dir, 'comfy/models'));
    expect(
      await bytesOf(root('models', 'comfy/models'), root('models', 'other-disk'), root('comfyui', 'comfy')),
    ).toEqual({ models: 50 });
  });

  it('leave out what is not there', async () => {
    expect(await bytesOf(root('temp', 'gone'))).toEqual({});
  });

  it('can be given up', async () => {
    await put('comfy/a', 1);
    const abort = new AbortController();
    abort.abort();
    await expect(measureFolders([root('comfyui', 'comfy')], abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
