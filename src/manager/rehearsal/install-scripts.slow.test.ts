import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registryPack, type PackSeed } from '../../../e2e/world/pack-seed';
import { smallPacks } from '../../../e2e/world/packs-small';
import { createWorld, type World } from '../../../e2e/world/world';
import { silentLogger } from '../../base/log';
import { dispatch, type OperationArgument, type OperationName, type OperationOutput } from '../../contract/operations';
import { AppSettings } from '../../contract/settings';
import type { RehearsedPack } from '../../contract/library/rehearsal';
import type { HistoryItem } from '../../contract/tasks';
import { createManager, type Manager } from '../manager';

let world: World;
let manager: Manager;
let settings: AppSettings;

const call = <N extends OperationName>(name: N, input?: OperationArgument<N>): Promise<OperationOutput<N>> =>
  dispatch(manager.operations, { name, input, context: { door: 'window' } } as never) as Promise<OperationOutput<N>>;

let orders = 0;
async function run(kind: 'rehearse-updates' | 'update', params: object): Promise<NonNullable<HistoryItem['outcome']>> {
  const uiId = `${kind}-${(orders += 1)}`;
  await call('queue.order', { tasks: [{ ui_id: uiId, client_id: 'test', kind, params } as never] });
  const read = async () => (await call('queue.history', { ui_id: uiId })).history[uiId]?.outcome;
  await expect.poll(read, { timeout: 110_000, interval: 100 }).toBeDefined();
  const outcome = await read();
  if (outcome === undefined) throw new Error('It has no outcome.');
  return outcome;
}

/** Every file of the packs and of the environment, with its content. */
async function installed(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const root of [world.comfyui.customNodesDir, world.comfyui.venvDir]) {
    for (const name of await readdir(root, { recursive: true })) {
      const path = join(root, name);
      if (!(await stat(path).catch(() => null))?.isFile()) continue;
      found[path] = createHash('sha1')
        .update(await readFile(path))
        .digest('hex');
    }
  }
  return found;
}

/** Publishes two versions of a pack, and installs the first. */
async function place(id: string, more: Partial<PackSeed>): Promise<void> {
  const [seed] = smallPacks;
  if (seed === undefined) throw new Error('The world has no packs.');
  const own = { ...seed, id, repo: id, title: id, nodes: [`${id}Node`], registry: 'published' as const };
  const made = ['1.0.0', '1.1.0'].map((version, day) => {
    const releases = [{ version, date: `2025-03-0${day + 1}T00:00:00Z`, changelog: '' }];
    const bare = { ...own, preamble: '', requirements: [], extraFiles: {} };
    return registryPack({ ...bare, ...(day === 0 ? {} : more), releases });
  });
  const [first] = made;
  if (first === undefined) return;
  world.registry.publish({ ...first, versions: made.flatMap(({ versions }) => versions) });
  await world.comfyui.placeRegistryPack(id, '1.0.0');
}

const script = (pip: string, ...names: string[]) =>
  `import subprocess, sys\nsubprocess.check_call([${pip}, "install", "-q", "-i", ${JSON.stringify(world.index.indexUrl)}, ${names.map((name) => JSON.stringify(name)).join(', ')}])\n`;
const pipOfPython = 'sys.executable, "-m", "pip"';
/** The program by its bare name is for a shell of POSIX. */
const barePip = process.platform === 'win32' ? pipOfPython : '"pip"';
const packs = ['brings-a-package', 'script-brings', 'script-moves', 'script-fails', 'same'];

beforeAll(async () => {
  world = await createWorld({ name: 'rehearsal-scripts', pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  await place('brings-a-package', { requirements: ['tinydep==1.0'], preamble: 'import tinydep\n' });
  // It needs numpy, which the environment has: a pip that did not see that would bring another one.
  await place('script-brings', { installScript: script(barePip, 'cvlib'), preamble: 'import cvlib\n' });
  await place('script-moves', { installScript: script(pipOfPython, 'numpy>=2') });
  await place('script-fails', { installScript: 'import sys\nprint("no compiler")\nsys.exit(3)\n' });
  await place('same', {});
  const { path, customNodesDir, userDir } = world.comfyui;
  settings = AppSettings.parse({ ...world.settings, 'comfyui.port': 0 });
  manager = await createManager({
    installation: {
      ...({ kind: 'git', rootDir: path, comfyDir: path, baseDir: path, customNodesDir, userDir } as const),
      ...{ interpreter: null, version: null },
    },
    ...{ settings, changeSetting: () => undefined, appVersion: '0.0.0', log: silentLogger },
  });
}, 120_000);
afterAll(async () => {
  await manager.close();
  await world.stop();
});

const rowsOf = (outcome: NonNullable<HistoryItem['outcome']>): readonly RehearsedPack[] =>
  'rehearsal' in outcome ? (outcome.rehearsal?.packs ?? []) : [];

it.each(['pip', 'uv'] as const)(
  'runs each install.py aside with %s as tool, charges what it moves or breaks to its pack, and changes nothing',
  async (tool) => {
    settings['python.tool'] = tool;
    await call('python.plan', { packages: ['tinydep'] });
    const before = await installed();
    const rows = rowsOf(await run('rehearse-updates', { packs }));
    expect(Object.fromEntries(rows.map(({ key, verdict, reason }) => [key, `${verdict} ${reason}`.trim()]))).toEqual({
      'brings-a-package': 'fine',
      'script-brings': 'fine',
      'script-moves': expect.stringMatching(
        /^breaks-install The install\.py of "script-moves" changed numpy/u,
      ) as string,
      'script-fails': expect.stringMatching(
        /^breaks-install The install\.py of "script-fails" failed.*no compiler/u,
      ) as string,
      same: 'fine',
    });
    expect(rows.some(({ lacksScript }) => lacksScript)).toBe(false);
    expect(await installed()).toEqual(before);
    const staging = join(world.comfyui.userDir, '__manager', 'desktop', 'staging');
    expect(await readdir(staging).catch(() => [])).toEqual([]);
  },
  120_000,
);

it('installs what the trial has fetched, fetches anew what was spoilt since, and keeps nothing of what is not fine', async () => {
  const tried = join(world.comfyui.userDir, '__manager', 'desktop', 'tried');
  const kept = (await readdir(tried)).filter((name) => name.endsWith('.zip'));
  expect(kept).toHaveLength(3);
  const archivesAsked = () => world.requests().filter(({ path }) => /\.zip(?:\?|$)/u.test(path)).length;
  world.forgetRequests();
  const version = { node_ver: '1.0.0' };
  expect(await run('update', { node_name: 'brings-a-package', ...version })).toMatchObject({ status: 'done' });
  expect(await run('update', { node_name: 'script-brings', ...version })).toMatchObject({ status: 'done' });
  expect(archivesAsked()).toBe(0);
  const [last = ''] = (await readdir(tried)).filter((name) => name.endsWith('.zip'));
  await writeFile(join(tried, last), 'spoilt');
  expect(await run('update', { node_name: 'same', ...version })).toMatchObject({ status: 'done' });
  expect(archivesAsked()).toBe(1);
  expect(await readdir(tried)).toEqual([]);
  const project = await readFile(join(world.comfyui.customNodesDir, 'script-brings', 'pyproject.toml'), 'utf8');
  expect(project).toContain('version = "1.1.0"');
}, 120_000);
