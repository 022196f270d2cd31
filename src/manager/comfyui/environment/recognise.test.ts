import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recogniseInstallation } from './recognise';

describe('recogniseInstallation', () => {
  let root: string;

  async function make(...paths: string[]): Promise<void> {
    for (const path of paths) {
      const target = join(root, path);
      if (path.endsWith('/')) await mkdir(target, { recursive: true });
      else {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, path.endsWith('comfyui_version.py') ? '__version__ = "0.3.62"\n' : '', { mode: 0o755 });
      }
    }
  }

  const comfy = (folder: string) =>
    ['main.py', 'nodes.py', 'comfy/', 'custom_nodes/', 'user/', 'comfyui_version.py'].map(
      (name) => `${folder}/${name}`,
    );
  const recognise = (folder: string) => recogniseInstallation(join(root, folder), { interpreter: '' });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'Comfy Üñí 工房-'));
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it('knows a git clone and its environment', async () => {
    await make(...comfy('a'), 'a/.git/', 'a/venv/bin/python', 'a/venv/Scripts/python.exe', 'a/venv/pyvenv.cfg');
    const found = await recognise('a');
    expect(found).toMatchObject({
      recognised: true,
      installation: { kind: 'git', version: '0.3.62', baseDir: join(root, 'a') },
    });
    expect(found.recognised && found.installation.interpreter).toContain(join('a', 'venv'));
  });

  it('knows a portable build, whichever of its two folders is chosen', async () => {
    await make(...comfy('p/ComfyUI'), 'p/python_embeded/python.exe', 'p/python_embeded/python');
    for (const folder of ['p', 'p/ComfyUI']) {
      expect(await recognise(folder)).toMatchObject({
        recognised: true,
        installation: { kind: 'portable', rootDir: join(root, 'p'), comfyDir: join(root, 'p', 'ComfyUI') },
      });
    }
  });

  it('knows the base folder of a desktop install', async () => {
    await make(
      'd/.venv/bin/python',
      'd/.venv/Scripts/python.exe',
      'd/.venv/pyvenv.cfg',
      'd/custom_nodes/',
      'd/models/',
      'd/user/',
    );
    expect(await recognise('d')).toMatchObject({ recognised: true, installation: { kind: 'desktop', comfyDir: null } });
  });

  it('says so when there is no Python in it', async () => {
    await make(...comfy('a'));
    expect(await recognise('a')).toMatchObject({
      recognised: true,
      installation: { kind: 'folder', interpreter: null },
      summary: expect.stringContaining('No Python'),
    });
  });

  it.each([
    { folder: 'missing', reason: /no folder/, suggestion: /exists/, meant: null },
    { folder: 'file.txt', reason: /is a file/, suggestion: /main\.py/, meant: null },
    { folder: 'empty', reason: /is empty/, suggestion: /main\.py/, meant: null },
    { folder: 'other', reason: /does not look like ComfyUI/, suggestion: /main\.py/, meant: null },
    { folder: 'a/custom_nodes', reason: /part of a ComfyUI folder/, suggestion: /above it/, meant: 'a' },
    { folder: 'a/main.py', reason: /part of a ComfyUI folder/, suggestion: /above it/, meant: 'a' },
    { folder: 'above', reason: /not a ComfyUI folder itself/, suggestion: /inside it/, meant: 'above/mine' },
  ])('explains why $folder is not one, and which is', async ({ folder, reason, suggestion, meant }) => {
    await make(...comfy('a'), ...comfy('above/mine'), 'empty/', 'file.txt', 'other/readme.md');
    const found = await recognise(folder);
    expect(found).toMatchObject({
      recognised: false,
      reason: expect.stringMatching(reason),
      suggestion: expect.stringMatching(suggestion),
      folder: meant === null ? null : join(root, meant),
    });
  });
});
