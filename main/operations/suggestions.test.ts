import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recogniseInstallation } from '../../src/manager/comfyui/environment/recognise';
import { suggestFolders, type Places } from './suggestions';

let root = '';

async function makeComfy(...names: string[]): Promise<string> {
  const folder = join(root, ...names);
  for (const name of ['comfy', 'custom_nodes', 'models']) await mkdir(join(folder, name), { recursive: true });
  for (const name of ['main.py', 'nodes.py', 'folder_paths.py']) await writeFile(join(folder, name), '');
  return folder;
}

function places(): Places {
  return {
    homeDir: join(root, 'home'),
    documentsDir: join(root, 'home', 'Documents'),
    desktopDir: join(root, 'home', 'absent'),
    downloadsDir: join(root, 'home', 'absent'),
    platform: 'linux',
  };
}

function suggest(recent: string[]): Promise<string[]> {
  return suggestFolders(places(), recent, (folder) => recogniseInstallation(folder, { interpreter: '' }));
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'suggest ünï-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('suggestFolders', () => {
  it('offers what was opened before, then what lies in the usual places and beside the known ones', async () => {
    const inHome = await makeComfy('home', 'ComfyUI');
    const inDocuments = await makeComfy('home', 'Documents', 'my comfyui 工房');
    const known = await makeComfy('disk', 'ComfyUI one');
    const sibling = await makeComfy('disk', 'ComfyUI two');
    await mkdir(join(root, 'home', 'comfy-notes'));
    await makeComfy('disk', 'unrelated');
    const found = await suggest([known]);
    expect(found.filter((folder) => folder.startsWith(root))).toEqual([known, sibling, inHome, inDocuments]);
  });

  it('leaves out a recent folder that is no ComfyUI any more', async () => {
    const gone = join(root, 'gone', 'ComfyUI');
    expect(await suggest([gone])).not.toContain(gone);
  });
});
