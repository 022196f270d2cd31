import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import { layOutPacks, packTask, runTask } from './testing/used-installation';

let folder = '';
let root = '';
let manager: Manager | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moved 工房-'));
  root = join(folder, 'ComfyUI');
  await layOutPacks(root, ['pack-a', 'pack-b']);
  await writeFile(join(root, 'main.py'), '');
  manager = await openCoreOffline(root);
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(folder, { recursive: true, force: true });
});

const door = { caller: 'person' } as const;
const refusal = {
  status: 'failed',
  error: { code: 'installation-missing', error: expect.stringMatching(/^ComfyUI is not at .* any more/) as string },
};

async function ended(task: Parameters<typeof runTask>[1]) {
  if (manager === null) throw new Error('Nothing is open.');
  return (await runTask(manager, task)).outcome;
}

describe('a ComfyUI that was moved away while it is open', () => {
  it('is not built again by what tasks write: each is refused with the reason', async () => {
    await rename(root, join(folder, 'elsewhere'));
    expect(await ended(packTask('one', 'disable', 'pack-a'))).toMatchObject(refusal);
    expect(
      await ended({
        ...{ ui_id: 'two', client_id: 'tests', kind: 'install-archive' },
        params: { path: join(folder, 'pack.zip') },
      }),
    ).toMatchObject(refusal);
    const operations = manager?.operations;
    await expect(operations?.['packs.setHold']({ key: 'pack-a', reason: '' }, door)).rejects.toThrow();
    await expect(operations?.['snapshots.save']({}, door)).rejects.toThrow();
    await expect(operations?.['config.change']({ changes: { security_level: 'weak' } }, door)).rejects.toThrow();
    await operations?.['disk.usage']({ mode: 'fresh' }, door).catch(() => undefined);
    await manager?.close();
    manager = null;
    expect(await readdir(folder)).toEqual(['elsewhere']);
    // Where it lies now it goes on, and knows of it.
    manager = await openCoreOffline(join(folder, 'elsewhere'));
    const { finished } = await manager.operations['queue.view']({}, door);
    expect(finished.map(({ ui_id: id, outcome }) => [id, outcome.status])).toEqual([
      ['two', 'failed'],
      ['one', 'failed'],
    ]);
    expect(await ended(packTask('three', 'disable', 'pack-a'))).toMatchObject({ status: 'done' });
  });

  it('is not taken for one that another program made in its place, and works again when it is back', async () => {
    await rename(root, join(folder, 'elsewhere'));
    await mkdir(join(root, 'custom_nodes'), { recursive: true });
    expect(await ended(packTask('one', 'disable', 'pack-a'))).toMatchObject(refusal);
    expect(await readdir(root, { recursive: true })).not.toContain(join('custom_nodes', '.disabled'));
    await rm(root, { recursive: true });
    await rename(join(folder, 'elsewhere'), root);
    expect(await ended(packTask('two', 'disable', 'pack-a'))).toMatchObject({ status: 'done' });
    expect(dirname(root)).toBe(folder);
  });
});
