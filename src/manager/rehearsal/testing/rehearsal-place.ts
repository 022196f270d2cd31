import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { registryPack, type PackSeed } from '../../../../e2e/world/pack-seed';
import { smallPacks } from '../../../../e2e/world/packs-small';
import { createWorld, type World } from '../../../../e2e/world/world';
import { silentLogger } from '../../../base/log';
import {
  dispatch,
  type OperationArgument,
  type OperationName,
  type OperationOutput,
} from '../../../contract/operations';
import { AppSettings } from '../../../contract/settings';
import type { HistoryItem } from '../../../contract/tasks/tasks';
import { createManager, type Manager } from '../../manager';

type Outcome = NonNullable<HistoryItem['outcome']>;

/** A version of a pack, and what is in it beside a node that loads. */
export interface PlacedVersion {
  version: string;
  more?: Partial<PackSeed>;
}

/** For tests only: a whole core on a real world, with packs whose updates are tried. */
export interface RehearsalPlace {
  world: World;
  /** Those of the core; a test may change them. */
  settings: AppSettings;
  /** Opens the core, the first time or after `close`. */
  open(): Promise<void>;
  /** Closes the core alone. */
  close(): Promise<void>;
  call<N extends OperationName>(name: N, input?: OperationArgument<N>): Promise<OperationOutput<N>>;
  /** Orders a task; answers its id. */
  order(kind: 'rehearse-updates' | 'update', params: object): Promise<string>;
  /** Waits for the end of a task. */
  follow(uiId: string): Promise<Outcome>;
  /** Every file of the packs and of the environment, with what it holds. */
  installed(): Promise<object>;
  /** Publishes versions of a pack, whose files differ, and installs the first of them. */
  placeVersions(id: string, versions: readonly PlacedVersion[]): Promise<void>;
  stop(): Promise<void>;
}

/** Every path below a folder with what it holds, links by where they lead. */
export async function fingerprint(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const path = join(root, name);
    const stats = await lstat(path);
    const mode = (stats.mode & 0o777).toString(8);
    if (stats.isSymbolicLink()) found[name] = `link ${await readlink(path)}`;
    else if (stats.isFile())
      found[name] = `${mode} ${stats.mtimeMs} ${createHash('sha1')
        .update(await readFile(path))
        .digest('hex')}`;
    else found[name] = `folder ${mode}`;
  }
  return found;
}

async function openCore({ comfyui }: World, settings: AppSettings): Promise<Manager> {
  const { path, customNodesDir, userDir } = comfyui;
  const installation = {
    ...({ kind: 'git', rootDir: path, comfyDir: path, baseDir: path, customNodesDir, userDir } as const),
    ...{ interpreter: null, version: null },
  };
  const own = { changeSetting: () => undefined, appVersion: '0.0.0', log: silentLogger };
  return createManager({ installation, settings, ...own });
}

async function placeVersions(world: World, id: string, versions: readonly PlacedVersion[]): Promise<void> {
  const [seed] = smallPacks;
  if (seed === undefined) throw new Error('The world has no packs.');
  const own = { ...seed, id, repo: id, title: id, nodes: [`${id}Node`, `${id}Other`], registry: 'published' as const };
  const packs = versions.map(({ version, more }, day) => {
    const releases = [{ version, date: `2025-03-0${day + 1}T00:00:00Z`, changelog: '' }];
    return registryPack({ ...own, preamble: '', requirements: [], extraFiles: {}, ...more, releases });
  });
  const [first] = packs;
  if (first === undefined) return;
  world.registry.publish({ ...first, versions: packs.flatMap((pack) => pack.versions) });
  await world.comfyui.placeRegistryPack(id, versions[0]?.version ?? '');
}

/** Starts a world and lays its variables over those of this process; the core is opened by the test, once its packs are there. */
export async function openRehearsalPlace(name: string): Promise<RehearsalPlace> {
  const world = await createWorld({ name, pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  const settings = AppSettings.parse({ ...world.settings, 'comfyui.port': 0 });
  let manager: Manager | null = null;
  let orders = 0;
  const call: RehearsalPlace['call'] = <N extends OperationName>(operation: N, input?: OperationArgument<N>) => {
    if (manager === null) throw new Error('The core is not open.');
    const request = { name: operation, input, context: { caller: 'person' } } as never;
    return dispatch(manager.operations, request) as Promise<OperationOutput<N>>;
  };
  const close = async (): Promise<void> => {
    await manager?.close();
    manager = null;
  };
  return {
    ...{ world, settings, call, close },
    async open() {
      manager = await openCore(world, settings);
    },
    async order(kind, params) {
      const uiId = `${kind}-${(orders += 1)}`;
      await call('queue.order', { tasks: [{ ui_id: uiId, client_id: 'test', kind, params } as never] });
      return uiId;
    },
    async follow(uiId) {
      const read = async () => (await call('queue.history', { ui_id: uiId })).history[uiId]?.outcome;
      await expect.poll(read, { timeout: 110_000, interval: 100 }).toBeDefined();
      const outcome = await read();
      if (outcome === undefined) throw new Error('It has no outcome.');
      return outcome;
    },
    installed: async () => ({
      packs: await fingerprint(world.comfyui.customNodesDir),
      environment: await fingerprint(world.comfyui.venvDir),
    }),
    placeVersions: (id, versions) => placeVersions(world, id, versions),
    async stop() {
      await close();
      await world.stop();
    },
  };
}
