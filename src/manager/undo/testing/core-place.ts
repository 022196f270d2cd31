import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorld, type World } from '../../../../e2e/world/world';
import { silentLogger } from '../../../base/log';
import type { UndoPlan } from '../../../contract/changes';
import { AppSettings } from '../../../contract/settings';
import { QueueTask, type HistoryItem } from '../../../contract/tasks/tasks';
import { openConfig } from '../../installation/config';
import { createPaths, type Paths } from '../../installation/paths';
import { createManager, type Manager } from '../../manager';
import { describeInstallation } from '../../packs/testing/pack-place';

const door = { caller: 'person' } as const;

/** For tests only: a whole core on a real world, which is told what to do as the window tells it. */
export interface CorePlace {
  world: World;
  paths: Paths;
  manager: Manager;
  /** As a change of them in the window: they count from their next use. */
  settings: AppSettings;
  /** Orders a task and waits until it has ended. */
  run(kind: QueueTask['kind'], params: Record<string, unknown>, uiId: string): Promise<HistoryItem>;
  plan(uiId: string): Promise<UndoPlan>;
  /** Takes the change of a task back; answers the id of the task that did. Throws what refuses it, or the error it failed with. */
  undo(uiId: string): Promise<string>;
  /** Takes away all that pip, uv and git could bring a package from without a host. */
  forgetCaches(): Promise<void>;
  stop(): Promise<void>;
}

async function openManager(
  world: World,
  settings: Record<string, string>,
): Promise<Pick<CorePlace, 'manager' | 'paths' | 'settings'>> {
  const installation = describeInstallation(world);
  const paths = await createPaths(installation);
  const config = await openConfig(paths);
  await config.set({ security_level: 'weak', allow_git_url_install: true, allow_pip_install: true });
  const inForce = AppSettings.parse({ ...world.settings, 'downloads.stallSeconds': '10', ...settings });
  const manager = await createManager({
    ...{ installation, appVersion: '1.0.0', log: silentLogger, settings: inForce },
    changeSetting: () => undefined,
  });
  return { manager, paths, settings: inForce };
}

/** Waits for the end of tasks, however early it is asked: callers choose each id once. */
function watchEnds(manager: Manager): (uiId: string) => Promise<void> {
  const ended = new Set<string>();
  const waiting = new Map<string, () => void>();
  manager.onEvent(({ name, payload }) => {
    if (name !== 'cm-task-completed') return;
    ended.add(payload.ui_id);
    waiting.get(payload.ui_id)?.();
  });
  return (uiId) => (ended.has(uiId) ? Promise.resolve() : new Promise((resolve) => void waiting.set(uiId, resolve)));
}

/** Opens the place. The world's environment is laid over that of this process. */
export async function openCorePlace(name: string, settings: Record<string, string> = {}): Promise<CorePlace> {
  const world = await createWorld({ name, pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  const opened = await openManager(world, settings);
  const { manager } = opened;
  const { operations } = manager;
  const whenEnded = watchEnds(manager);
  const itemOf = async (uiId: string): Promise<HistoryItem> => {
    const item = (await operations['queue.history']({ ui_id: uiId }, door)).history[uiId];
    if (item === undefined) throw new Error(`Nobody knows ${uiId}`);
    return item;
  };
  return {
    ...{ world, ...opened },
    async run(kind, params, uiId) {
      const task = QueueTask.parse({ ui_id: uiId, client_id: 'test', kind, params });
      const { denied } = await operations['queue.order']({ tasks: [task], rows: [] }, door);
      if (denied !== null) throw new Error(`It was denied: ${JSON.stringify(denied)}`);
      await whenEnded(uiId);
      return itemOf(uiId);
    },
    plan: (uiId) => operations['undo.plan']({ ui_id: uiId }, door),
    async undo(uiId) {
      const { ui_id: ownId } = await operations['undo.order']({ ui_id: uiId }, door);
      await whenEnded(ownId);
      const { outcome } = await itemOf(ownId);
      if (outcome.status === 'failed') throw new Error(outcome.error.message);
      return ownId;
    },
    forgetCaches: () => rm(join(world.root, 'home', '.cache'), { recursive: true, force: true }),
    stop: async () => {
      await manager.close();
      await world.stop();
    },
  };
}
