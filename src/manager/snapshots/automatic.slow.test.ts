import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import { createAutomaticSnapshots, type AutomaticSnapshots } from './automatic';
import { openSnapshotPlace, type SnapshotPlace } from './testing/snapshot-place';

let place: SnapshotPlace;
let automatic: AutomaticSnapshots;

const open = () =>
  createAutomaticSnapshots({
    desktopDir: place.packPlace.paths.desktopDir,
    snapshots: place.snapshots,
    log: silentLogger,
  });
const install = { kind: 'install' } as const;
const names = () => place.snapshots.list();

async function removeAll(): Promise<void> {
  for (const name of await names()) await place.snapshots.remove(name);
}

/** Something a snapshot records. */
async function changeSomething(round: number): Promise<void> {
  await place.packPlace.world.comfyui.placeFiles({ [`file-${round}.py`]: 'NODE_CLASS_MAPPINGS = {}\n' });
}

beforeAll(async () => {
  place = await openSnapshotPlace('automatic-snapshots');
});
beforeEach(async () => {
  await place.packPlace.reset();
  await removeAll();
  await rm(join(place.packPlace.paths.desktopDir, 'automatic-snapshots.json'), { force: true });
  automatic = open();
});
afterAll(() => place.stop());

describe('automatic snapshots', () => {
  it('are taken once before a batch, under the name the reference uses, and bring back what was', async () => {
    await automatic.beforeTask(install, 'batch-1');
    await changeSomething(1);
    await automatic.beforeTask(install, 'batch-1');
    expect(await names()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_autosave$/)]);
    const name = await automatic.takenBefore('batch-1');
    expect(name).toBe((await names())[0]);
    const { changes } = await place.snapshots.plan(name ?? '', { exact: false });
    expect(changes).toMatchObject([{ subject: 'file', name: 'file-1.py', action: 'disable' }]);
    expect(await automatic.takenBefore('another')).toBeNull();
  });

  it('are known of afterwards, however often somebody asks while one is taken', async () => {
    await automatic.beforeTask(install, 'batch-1');
    await changeSomething(1);
    const taken = new AbortController();
    void automatic.beforeTask(install, 'batch-2').then(() => taken.abort());
    while (!taken.signal.aborted)
      await Promise.all([automatic.takenBefore('batch-1'), automatic.takenBefore('batch-2')]);
    const [newest] = await names();
    expect(await automatic.takenBefore('batch-2')).toBe(newest);
  });

  it('are not taken for what they do not record', async () => {
    await automatic.beforeTask({ kind: 'install-model' }, 'batch-1');
    await automatic.beforeTask({ kind: 'update-all' }, 'batch-1');
    expect(await names()).toEqual([]);
    await automatic.beforeTask(install, 'batch-1');
    expect(await names()).toHaveLength(1);
  });

  it('are shared by batches that changed nothing, and known to the next run of the app', async () => {
    await automatic.beforeTask(install, 'batch-1');
    await automatic.beforeTask(install, 'batch-2');
    expect(await names()).toHaveLength(1);
    expect(await automatic.takenBefore('batch-2')).toBe(await automatic.takenBefore('batch-1'));
    await changeSomething(2);
    await automatic.beforeTask(install, 'batch-3');
    expect(await names()).toHaveLength(2);
    expect(await open().takenBefore('batch-2')).toBe(await automatic.takenBefore('batch-1'));
    expect(await open().takenBefore('batch-3')).not.toBe(await automatic.takenBefore('batch-1'));
  });

  it('are taken again when a person removed the last one, which then is not named any more', async () => {
    await automatic.beforeTask(install, 'batch-1');
    await removeAll();
    expect(await automatic.takenBefore('batch-1')).toBeNull();
    await automatic.beforeTask(install, 'batch-2');
    expect(await names()).toHaveLength(1);
  });

  it("are the newest twenty, and a person's own are never removed", async () => {
    const own = [await place.snapshots.save('autosave'), await place.snapshots.save()];
    for (let round = 0; round < 23; round += 1) {
      await changeSomething(round);
      await automatic.beforeTask(install, `batch-${round}`);
    }
    const remaining = await names();
    expect(remaining).toEqual(expect.arrayContaining(own));
    expect(remaining).toHaveLength(22);
    expect(await Promise.all(['batch-2', 'batch-3', 'batch-22'].map(automatic.takenBefore))).toEqual([
      null,
      ...[expect.any(String), expect.any(String)],
    ]);
    expect(await readdir(place.packPlace.paths.snapshotsDir)).toHaveLength(22);
  });

  it('never keep a task from its work', async () => {
    const broken = createAutomaticSnapshots({
      desktopDir: join(place.packPlace.paths.desktopDir, 'comfyui-process.json', 'no folder'),
      snapshots: { ...place.snapshots, current: () => Promise.reject(new Error('unreadable')) },
      log: silentLogger,
    });
    await broken.beforeTask(install, 'batch-2');
    expect(await broken.takenBefore('batch-2')).toBeNull();
  });
});
