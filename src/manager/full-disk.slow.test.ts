import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../base/testing/only-where';
import { canMount, openSmallDisk, type SmallDisk } from '../base/testing/small-disk';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import { attempt, orderEverything } from './testing/everything-ordered';
import { layOutPacks, readOwn, useInstallation } from './testing/used-installation';

let disk: SmallDisk | null = null;
let root = '';
let manager: Manager | null = null;

beforeEach(async () => {
  disk = openSmallDisk(4);
  root = join(disk.dir, 'ComfyUI');
  await useInstallation(root);
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  disk?.remove();
  disk = null;
});

const door = { caller: 'person' } as const;
const packFile = (name: string) => new RegExp(`(^|[/\\\\-])${name}(@1_0_0)?[/\\\\]pyproject\\.toml$`);

const needsMount = onlyWhere(canMount, 'mounting a small file system needs root on Linux');

describe('a disk that is full', needsMount, () => {
  it.each([0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128])(
    'with %i KiB left loses nothing and tells each thing it cannot do',
    async (freeKiB) => {
      manager = await openCoreOffline(root);
      const before = await readOwn(manager);
      await manager.close();
      disk?.leaveFree(freeKiB * 1024);
      manager = await openCoreOffline(root);
      expect(await readOwn(manager)).toEqual(before);
      const first = await orderEverything(manager, 'full');
      if (freeKiB === 0) expect(first).toContain('disk-full');
      await manager.close();
      // It opens again while it is full, and after there is room nothing is lost or half.
      manager = await openCoreOffline(root);
      await manager.close();
      disk?.free();
      manager = await openCoreOffline(root);
      const after = await readOwn(manager);
      expect(after.snapshots.items).toEqual(expect.arrayContaining(before.snapshots.items));
      expect(after.tasks).toEqual(expect.arrayContaining(before.tasks));
      expect(after.holds).toEqual(expect.arrayContaining(before.holds));
      const files = await readdir(root, { recursive: true });
      for (const name of ['pack-a', 'pack-b', 'pack-c', 'pack-d'])
        expect(
          files.filter((file) => packFile(name).test(file) && !file.includes('.going-')),
          name,
        ).toHaveLength(1);
      for (const file of files.filter((one) => one.endsWith('.json') && one.includes('__manager')))
        expect(() => JSON.parse(readFileSync(join(root, file), 'utf8')) as unknown, file).not.toThrow();
      // What was accepted is told, once.
      const ordered = [first[0], first[4]].map((one, at) => (one === 'done' ? [`full-${at + 1}`] : [])).flat();
      expect(after.tasks).toEqual(expect.arrayContaining(ordered));
      expect(new Set(after.tasks).size).toBe(after.tasks.length);
      const { operations } = manager;
      const rest = [
        operations['snapshots.save']({}, door),
        operations['packs.setHold']({ key: 'pack-a', reason: '' }, door),
      ];
      await expect(Promise.all(rest)).resolves.toHaveLength(2);
    },
  );

  it('is said when an installation is opened for the first time, which then opens once there is room', async () => {
    const fresh = join(disk?.dir ?? '', 'fresh');
    await layOutPacks(fresh, ['pack-a']);
    disk?.leaveFree(0);
    const outcome = await attempt(async () => {
      manager = await openCoreOffline(fresh);
    });
    expect(['disk-full', 'done']).toContain(outcome);
    await manager?.close();
    disk?.free();
    manager = await openCoreOffline(fresh);
    expect(Object.keys((await readOwn(manager)).packs)).toEqual(['pack-a']);
  });
});
