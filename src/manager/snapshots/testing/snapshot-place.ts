import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installation } from '../../../contract/installation';
import type { TaskItemResult, TaskOutcome } from '../../../contract/tasks/tasks';
import { silentLogger } from '../../../base/log';
import { AppSettings } from '../../../contract/settings';
import { createComfyCode, type ComfyCode } from '../../comfyui/code/comfy-code';
import { openPackPlace, type PackPlace } from '../../packs/testing/pack-place';
import { type TestRun, startRun } from '../../testing/task-run';
import { createSnapshots, type Snapshots } from '../snapshots';

/** For tests only: the snapshots room on a real world. */
export interface SnapshotPlace {
  packPlace: PackPlace;
  snapshots: Snapshots;
  code: ComfyCode;
  /** The saved document. */
  read(name: string): Promise<Record<string, unknown>>;
  /** Puts a document there as another program would. */
  write(name: string, document: unknown): Promise<void>;
  restore(target: string, options?: { exact?: boolean; run?: TestRun }): Promise<TaskOutcome>;
  stop(): Promise<void>;
}

/** Opens a world with packs, Python, ComfyUI's code and snapshots. */
export async function openSnapshotPlace(name: string): Promise<SnapshotPlace> {
  const packPlace = await openPackPlace(name);
  Object.assign(process.env, packPlace.world.env);
  const { paths, packs, python, world } = packPlace;
  const { path, customNodesDir, userDir, python: interpreter } = world.comfyui;
  const installation: Installation = {
    ...{ kind: 'git', rootDir: path, comfyDir: path, baseDir: path },
    ...{ customNodesDir, userDir, interpreter, version: null },
  };
  const settings = AppSettings.parse({ ...world.settings, 'downloads.stallSeconds': '10' });
  const config = () => packPlace.config.current();
  const log = silentLogger;
  const code = createComfyCode({ installation, settings, config, python, records: packPlace.records, paths, log });
  const snapshots = createSnapshots({ paths, installation, packs, python, code, log });
  const fileOf = (target: string) => join(paths.snapshotsDir, `${target}.json`);
  return {
    ...{ packPlace, snapshots, code },
    read: async (target) => JSON.parse(await readFile(fileOf(target), 'utf8')) as Record<string, unknown>,
    write: (target, document) => writeFile(fileOf(target), JSON.stringify(document)),
    restore: (target, { exact = false, run = startRun(packPlace) } = {}) => snapshots.restore({ target, exact }, run),
    stop: async () => {
      await code.close();
      await packPlace.stop();
    },
  };
}

/** The items of an outcome by name. */
export function itemsOf(outcome: TaskOutcome): Record<string, TaskItemResult> {
  const items = outcome.status === 'skipped' ? [] : (outcome.items ?? []);
  return Object.fromEntries(items.map((item) => [item.name, item]));
}
