import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../e2e/bundle-modules';
import type { RecoveredThing } from '../contract/changes';
import type { HistoryItem } from '../contract/tasks/tasks';
import type { Manager } from './manager';
import { openCoreOffline } from './testing/core-offline';
import { layOutPacks } from './testing/used-installation';

let modules: BundledModules;
beforeAll(async () => {
  modules = await bundleModules({ core: join(import.meta.dirname, 'testing', 'core-offline.ts') });
});
afterAll(() => rm(modules.folder, { recursive: true }));

let root = '';
let manager: Manager | null = null;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'finished beföre-'));
  await layOutPacks(root, ['pack-a']);
});
afterEach(async () => {
  await manager?.close();
  manager = null;
  await rm(root, { recursive: true, force: true });
});

/** Runs a task in another process, which ends itself right before or right after its change becomes final. */
function runUntilKilled(task: object, end: 'before' | 'after'): void {
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const real = fs.promises.rename;
    fs.promises.rename = async (from, to) => {
      const isFinal = String(from).includes('/journal/') && String(to).includes('/changes/');
      if (!isFinal || ${JSON.stringify(end)} === 'after') await real(from, to);
      if (isFinal) process.kill(process.pid, 'SIGKILL');
    };
    syncBuiltinESMExports();
    const { openCoreOffline } = await import(${JSON.stringify(modules.urlOf('core'))});
    const manager = await openCoreOffline(${JSON.stringify(root)});
    await manager.operations['queue.add'](${JSON.stringify(task)}, { caller: 'program' });
    await manager.operations['queue.start']({}, { caller: 'program' });
    await new Promise((done) => setTimeout(done, 60_000));
  `;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  if (ran.signal !== 'SIGKILL') throw new Error(ran.stderr);
}

/** What the core, once open again, says it had to put right. */
async function recovered(): Promise<RecoveredThing[]> {
  const report = await manager?.operations['changes.recovered']({}, { caller: 'person' });
  return report?.things ?? [];
}

/** Opens the folder again and waits until nothing is to be done. */
async function openAgain(uiId: string): Promise<HistoryItem | undefined> {
  manager = await openCoreOffline(root);
  const opened = manager;
  const item = async () =>
    (await opened.operations['queue.history']({ ui_id: uiId }, { caller: 'program' })).history[uiId];
  await expect.poll(item).toBeDefined();
  return item();
}

const packs = async () => (await readdir(join(root, 'custom_nodes'))).filter((name) => !name.startsWith('.'));
const records = () => readdir(join(root, 'user', '__manager', 'desktop', 'changes'));

describe('a task whose app was killed', () => {
  const params = { node_name: 'pack-a', is_unknown: false };
  const kinds = [
    { ui_id: 'gone', client_id: 'tab', kind: 'uninstall', params },
    { ui_id: 'off', client_id: 'tab', kind: 'disable', params },
  ];

  it.each(kinds)('is told as finished when its change was final: $kind', async (task) => {
    runUntilKilled(task, 'after');
    expect(await packs()).toEqual([]);
    expect(await records()).toHaveLength(1);
    expect(await openAgain(task.ui_id)).toMatchObject({
      result: 'success',
      outcome: { status: 'done', message: 'It was finished before the app ended.' },
    });
    expect(await packs()).toEqual([]);
    expect(await records()).toHaveLength(1);
    const { ui_id, kind } = task;
    expect(await recovered()).toEqual([{ what: 'finished', ui_id, kind, target: 'pack-a' }]);
  });

  it.each(kinds)('runs again when it was not: $kind', async (task) => {
    runUntilKilled(task, 'before');
    expect(await packs()).toEqual([]);
    expect(await records()).toEqual([]);
    const item = await openAgain(task.ui_id);
    expect(item).toMatchObject({ result: 'success', outcome: { status: 'done' } });
    expect(item?.outcome).not.toMatchObject({ message: 'It was finished before the app ended.' });
    const { ui_id, kind } = task;
    expect(await recovered()).toEqual([{ what: 'taken-back', ui_id, kind, target: 'pack-a' }]);
    expect(await packs()).toEqual([]);
    expect(await records()).toHaveLength(1);
  });
});
