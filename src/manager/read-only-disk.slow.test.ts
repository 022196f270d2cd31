import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree } from '../../e2e/tree';
import { canMountImages, openFailingDisk, type FailingDisk } from '../base/testing/failing-disk';
import { onlyWhere } from '../base/testing/only-where';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import { attempt, orderEverything } from './testing/everything-ordered';
import { readOwn, useInstallation } from './testing/used-installation';

let disk: FailingDisk | null = null;
let root = '';
let manager: Manager | null = null;

beforeEach(async () => {
  disk = openFailingDisk(16);
  root = join(disk.dir, 'ComfyUI');
  await useInstallation(root);
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  disk?.remove();
  disk = null;
});

const needsMount = onlyWhere(canMountImages, 'mounting a file system in a file needs root on Linux');

describe('a disk that can only be read', needsMount, () => {
  it('since it is open refuses each change with a sentence, and loses nothing', async () => {
    manager = await openCoreOffline(root);
    const before = await readOwn(manager);
    const files = await readTree(root);
    disk?.fail();
    const codes = await orderEverything(manager, 'read-only');
    const refused = Array.from({ length: 4 }, () => 'not-writable');
    expect(codes).toEqual(['not-writable', 'snapshot-failed', ...refused, 'done', 'done']);
    expect(await readOwn(manager)).toEqual(before);
    await manager.close();
    expect(await readTree(root)).toEqual(files);
    disk?.repair();
    manager = await openCoreOffline(root);
    expect(await readOwn(manager)).toEqual(before);
    expect(new Set(await orderEverything(manager, 'writable'))).toEqual(new Set(['done']));
  });

  it('since before it is opened is said, and it opens as it was once the disk can be written', async () => {
    manager = await openCoreOffline(root);
    const before = await readOwn(manager);
    await manager.close();
    manager = null;
    const files = await readTree(root);
    disk?.fail();
    const opened = await attempt(async () => {
      manager = await openCoreOffline(root);
    });
    expect(opened).toBe('not-writable');
    expect(await readTree(root)).toEqual(files);
    disk?.repair();
    manager = await openCoreOffline(root);
    expect(await readOwn(manager)).toEqual(before);
  });
});
