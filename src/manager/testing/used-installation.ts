import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryItem, QueueTask } from '../../contract/tasks/tasks';
import { createCachedCopies } from '../catalogue/sources/cached-copies';
import { createGoodStart } from '../comfyui/process/good-start';
import { createProcessMemo } from '../comfyui/process/previous-process';
import { openKnownHashes } from '../models/ledger/known-hashes';
import { createPaths } from '../installation/paths';
import { silentLogger } from '../../base/log';
import type { Manager } from '../manager';
import { openRecoveries } from '../records/recoveries';
import { openCoreOffline } from './core-offline';

const door = { caller: 'person' } as const;

/** For tests only: registry packs of one file each, as an installation has them. */
export async function layOutPacks(root: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const folder = join(root, 'custom_nodes', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'pyproject.toml'), `[project]\nname = "${name}"\nversion = "1.0.0"\n`);
    await writeFile(join(folder, '.tracking'), 'pyproject.toml');
  }
}

/** The tasks of one kind for one pack. */
export function packTask(uiId: string, kind: 'disable' | 'uninstall', pack: string): QueueTask {
  return { ui_id: uiId, client_id: 'tests', kind, params: { node_name: pack, is_unknown: false } };
}

/** Resolves with the next end of a task with this id. */
export function whenEnded({ onEvent }: Pick<Manager, 'onEvent'>, uiId: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = onEvent(({ name, payload }) => {
      if (name !== 'cm-task-completed' || payload.ui_id !== uiId) return;
      stop();
      resolve();
    });
  });
}

/** Orders a task and waits for its end. Throws what ordering it throws. */
export async function runTask(manager: Pick<Manager, 'operations' | 'onEvent'>, task: QueueTask): Promise<HistoryItem> {
  const { operations } = manager;
  const ended = whenEnded(manager, task.ui_id);
  await operations['queue.order']({ tasks: [task], rows: [] }, door);
  await ended;
  const item = (await operations['queue.history']({ ui_id: task.ui_id }, door)).history[task.ui_id];
  if (item === undefined) throw new Error(`${task.ui_id} is in no history.`);
  return item;
}

/** Every sentence that Home would tell of files of the app, the newest start first. */
export async function noticeSentences({ operations }: Manager): Promise<string[]> {
  const { finished } = await operations['queue.view']({}, door);
  return finished.flatMap(({ kind, outcome }) =>
    kind === 'put-in-order' && outcome.status === 'warning' ? outcome.warnings : [],
  );
}

/** What people have of an installation, as the doors tell it. */
export async function readOwn({ operations }: Manager) {
  const [packs, snapshots, { finished }, { holds }] = await Promise.all([
    operations['packs.installed']({ mode: 'default' }, door),
    operations['snapshots.list']({}, door),
    operations['queue.view']({}, door),
    operations['packs.holds']({}, door),
  ]);
  const tasks = finished.filter(({ kind }) => kind !== 'put-in-order').map(({ ui_id: id }) => id);
  return { packs, snapshots, tasks, holds };
}

/** The files that only a running ComfyUI, a network or a large model brings, by those who write them. */
async function writeRest(root: string): Promise<void> {
  const places = { customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user'), interpreter: null };
  const paths = await createPaths({
    kind: 'git',
    rootDir: root,
    comfyDir: root,
    baseDir: root,
    version: null,
    ...places,
  });
  const ours = (name: string) => join(paths.desktopDir, name);
  const copies = createCachedCopies({ cacheDir: paths.cacheDir, notesFile: ours('catalogue-times.json') });
  await copies.write('1_custom-node-list.json', '{"custom_nodes":[]}', {
    fetchedAtMs: 1000,
    etag: null,
    wholeAtMs: null,
  });
  await writeFile(join(root, 'model.safetensors'), 'weights');
  await openKnownHashes(ours('model-hashes.jsonl')).remember({ [join(root, 'model.safetensors')]: 'a'.repeat(64) });
  await createProcessMemo(ours('comfyui-process.json')).write(process.pid, ours('comfyui-session-1'));
  const recoveries = await openRecoveries(ours('recovery.json'), silentLogger);
  recoveries.noteSwitch();
  await recoveries.settled();
  await createGoodStart(ours('comfyui-good-start.json')).write('2026-01-01T00:00:00.000Z');
}

/** Makes an installation that somebody has used for a while, and closes it. Every file of ours that can be there is. */
export async function useInstallation(root: string): Promise<void> {
  await layOutPacks(root, ['pack-a', 'pack-b', 'pack-c', 'pack-d']);
  const manager = await openCoreOffline(root);
  const { operations } = manager;
  await runTask(manager, packTask('first', 'disable', 'pack-a'));
  await runTask(manager, packTask('second', 'uninstall', 'pack-b'));
  await operations['packs.setHold']({ key: 'pack-c', reason: 'it works' }, door);
  await operations['snapshots.save']({}, door);
  await operations['disk.usage']({ mode: 'fresh' }, door);
  await manager.close();
  await writeRest(root);
}

/** One used installation for all tests of a file. */
export interface UsedTemplate {
  dir: string;
  /** Gives a test a copy of its own. */
  copyTo(root: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes one. */
export async function openUsedTemplate(): Promise<UsedTemplate> {
  const used = await mkdtemp(join(tmpdir(), 'used 工房-'));
  await useInstallation(used);
  return {
    dir: used,
    copyTo: (root) => cp(used, root, { recursive: true, preserveTimestamps: true }),
    remove: () => rm(used, { recursive: true, force: true }),
  };
}
