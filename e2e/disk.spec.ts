import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { installParams, readInstalled, runTask } from './api';
import { launchHost } from './launch-host';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'disk', pythonTool: 'uv' } });

const volumeBytes = 4 * 1024 * 1024;
const freeBytes = 256 * 1024;

/** Mounts a small file system of its own; null with the reason where this machine does not allow it. */
async function mountSmallVolume(): Promise<{ folder: string; unmount(): Promise<void> } | string> {
  const folder = await mkdtemp(join(tmpdir(), 'small volume '));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${volumeBytes}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return error instanceof Error ? error.message : String(error);
  }
  return {
    folder,
    unmount: async () => {
      execFileSync('umount', [folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fillUp(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
}

test('a disk that fills up during an install leaves everything as it was and says so', async ({ world }) => {
  const volume = await mountSmallVolume();
  test.skip(typeof volume === 'string', 'mounting a small file system needs root on Linux');
  if (typeof volume === 'string') return;
  const { path } = world.comfyui;
  // A ComfyUI whose packs and user data live on another, smaller disk, as people link them.
  for (const name of ['custom_nodes', 'user']) {
    await mkdir(join(volume.folder, name));
    await rename(join(path, name), join(path, `${name}.before`));
    await symlink(join(volume.folder, name), join(path, name));
  }
  const noise = Array.from(
    { length: 40_000 },
    (_, index) => `${index}:${(index * 2_654_435_761) % 4_294_967_296}`,
  ).join('\n');
  world.registry.publishVersion('sampler-kit-demo', {
    version: '2.0.0',
    createdAt: '2025-12-01T00:00:00Z',
    changelog: 'Much larger.',
    status: 'Active',
    dependencies: [],
    files: {
      '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'pyproject.toml': '[project]\nname = "sampler-kit-demo"\nversion = "2.0.0"\n',
      'data.txt': noise,
    },
  });
  const launched = await launchHost({ world });
  try {
    expect(
      (await runTask(launched.api, { kind: 'install', params: installParams('sampler-kit-demo', '1.0.0') })).result,
    ).toBe('success');
    await fillUp(volume.folder);
    const before = await readTree(join(volume.folder, 'custom_nodes'));
    const task = await runTask(launched.api, { kind: 'update', params: { node_name: 'sampler-kit-demo' } });
    expect(task.outcome, task.result).toMatchObject({ status: 'failed', error: { code: 'disk-full' } });
    expect(task.result).toMatch(/disk is full/i);
    expect(task.outcome.error?.remedy).toMatch(/space/);
    expect(await readTree(join(volume.folder, 'custom_nodes'))).toEqual(before);
    expect(await readTree(join(volume.folder, 'user', '__manager', 'desktop', 'staging'))).toEqual({});

    await rm(join(volume.folder, 'filler'));
    expect((await runTask(launched.api, { kind: 'update', params: { node_name: 'sampler-kit-demo' } })).result).toBe(
      'success',
    );
    expect((await readInstalled(launched.api))['sampler-kit-demo']?.ver).toBe('2.0.0');
  } finally {
    await launched.close();
    await volume.unmount();
  }
});
