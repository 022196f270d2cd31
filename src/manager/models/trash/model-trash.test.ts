import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createPaths } from '../../installation/paths';
import { createModelTrash } from './model-trash';

it('knows where models would go after somebody deleted the trash of the installation', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'cmd trash ü-'));
  try {
    const [customNodesDir, userDir] = [join(rootDir, 'custom_nodes'), join(rootDir, 'user')];
    const installation = {
      ...{ kind: 'git' as const, rootDir, comfyDir: rootDir, baseDir: rootDir, customNodesDir, userDir },
      ...{ interpreter: null, version: null },
    };
    const paths = await createPaths(installation);
    const trash = createModelTrash({ installation, paths, launchArguments: () => ({}) });
    await rm(paths.trashDir, { recursive: true });
    expect(await trash.folders()).toEqual([]);
    const place = await trash.placeFor(join(rootDir, 'models', 'loras', 'ink.safetensors'));
    expect(dirname(place)).toBe(paths.trashDir);
  } finally {
    await rm(rootDir, { recursive: true, force: true });
  }
});
