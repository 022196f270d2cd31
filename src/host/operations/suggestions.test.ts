import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recogniseInstallation } from '../../manager/comfyui/environment/recognise';
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
    appDataDir: join(root, 'home', 'data'),
    platform: 'linux',
  };
}

async function suggest(recent: string[]): Promise<string[]> {
  const recognise = (folder: string) => recogniseInstallation(folder, { interpreter: '' });
  return (await suggestFolders(places(), recent, recognise)).folders;
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

  it('finds what other programs installed', async () => {
    const byMatrix = await makeComfy('home', 'data', 'StabilityMatrix', 'Packages', 'ComfyUI');
    const byPinokio = await makeComfy('home', 'pinokio', 'api', 'comfy.git', 'app');
    const byDesktop = await makeComfy('elsewhere', 'chosen');
    await mkdir(join(root, 'home', 'data', 'ComfyUI'));
    await writeFile(join(root, 'home', 'data', 'ComfyUI', 'config.json'), JSON.stringify({ basePath: byDesktop }));
    const found = (await suggest([])).filter((folder) => folder.startsWith(root));
    expect(found.toSorted()).toEqual([byMatrix, byPinokio, byDesktop].toSorted());
  });

  it('leaves out a recent folder that is no ComfyUI any more', async () => {
    const gone = join(root, 'gone', 'ComfyUI');
    expect(await suggest([gone])).not.toContain(gone);
  });
});
