import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { UndoPlan } from '../../contract/changes';
import { QueueTask } from '../../contract/tasks';
import type { Manager } from '../manager';
import { openCoreOffline } from '../testing/core-offline';

const context = { door: 'window' } as const;

let root = '';
let manager: Manager | null = null;
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(root, { recursive: true, force: true });
});

it('names the snapshot from before a task as soon as the task has ended, when its batch is not written down yet', async () => {
  root = await mkdtemp(join(tmpdir(), 'plan ät once-'));
  const folder = join(root, 'custom_nodes', 'pack');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pyproject.toml'), '[project]\nname = "pack"\nversion = "1.0.0"\n');
  await writeFile(join(folder, '.tracking'), 'pyproject.toml');
  const opened = await openCoreOffline(root);
  manager = opened;
  const planned = new Promise<UndoPlan>((done, fail) => {
    opened.onEvent(({ name }) => {
      if (name === 'cm-task-completed') opened.operations['undo.plan']({ ui_id: 'one' }, context).then(done, fail);
    });
  });
  const params = { node_name: 'pack', is_unknown: false };
  const task = QueueTask.parse({ ui_id: 'one', client_id: 'tab', kind: 'uninstall', params });
  await opened.operations['queue.add'](task, context);
  await opened.operations['queue.start']({}, context);
  const plan = await planned;
  const { items } = await opened.operations['snapshots.list']({}, context);
  expect(items).toHaveLength(1);
  expect(plan).toMatchObject({ state: 'possible', snapshot: items[0] });
});
