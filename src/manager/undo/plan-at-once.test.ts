import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { UndoPlan } from '../../contract/changes';
import type { Manager } from '../manager';
import { openCoreOffline } from '../testing/core-offline';
import { layOutPacks, packTask } from '../testing/used-installation';

const context = { caller: 'person' } as const;

let root = '';
let manager: Manager | null = null;
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(root, { recursive: true, force: true });
});

it('names the snapshot from before a task as soon as the task has ended, when its batch is not written down yet', async () => {
  root = await mkdtemp(join(tmpdir(), 'plan ät once-'));
  await layOutPacks(root, ['pack']);
  const opened = await openCoreOffline(root);
  manager = opened;
  const planned = new Promise<UndoPlan>((done, fail) => {
    opened.onEvent(({ name }) => {
      if (name === 'cm-task-completed') opened.operations['undo.plan']({ ui_id: 'one' }, context).then(done, fail);
    });
  });
  await opened.operations['queue.add'](packTask('one', 'uninstall', 'pack'), context);
  await opened.operations['queue.start']({}, context);
  const plan = await planned;
  const { items } = await opened.operations['snapshots.list']({}, context);
  expect(items).toHaveLength(1);
  expect(plan).toMatchObject({ state: 'possible', snapshot: items[0] });
});
