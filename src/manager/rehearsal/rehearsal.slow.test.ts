import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packFiles, registryPack, type PackSeed } from '../../../e2e/world/pack-seed';
import { smallPacks } from '../../../e2e/world/packs-small';
import { listPackages } from '../../../e2e/world/python-env';
import { createWorld, type World } from '../../../e2e/world/world';
import { silentLogger } from '../../base/log';
import { dispatch, type OperationArgument, type OperationName, type OperationOutput } from '../../contract/operations';
import { AppSettings } from '../../contract/settings';
import type { HistoryItem } from '../../contract/tasks';
import { createManager, type Manager } from '../manager';

let world: World;
let manager: Manager;

async function open(): Promise<Manager> {
  const { path, customNodesDir, userDir } = world.comfyui;
  const installation = {
    ...({ kind: 'git', rootDir: path, comfyDir: path, baseDir: path, customNodesDir, userDir } as const),
    ...{ interpreter: null, version: null },
  };
  const settings = AppSettings.parse({ ...world.settings, 'comfyui.port': 0 });
  return createManager({
    installation,
    settings,
    changeSetting: () => undefined,
    appVersion: '0.0.0',
    log: silentLogger,
  });
}

const call = <N extends OperationName>(name: N, input?: OperationArgument<N>): Promise<OperationOutput<N>> =>
  dispatch(manager.operations, { name, input, context: { door: 'window' } } as never) as Promise<OperationOutput<N>>;

let orders = 0;
async function order(kind: 'rehearse-updates' | 'update', params: object): Promise<string> {
  const uiId = `${kind}-${(orders += 1)}`;
  await call('queue.order', { tasks: [{ ui_id: uiId, client_id: 'test', kind, params } as never] });
  return uiId;
}
async function follow(uiId: string): Promise<HistoryItem['outcome']> {
  const read = async () => (await call('queue.history', { ui_id: uiId })).history[uiId]?.outcome;
  await expect.poll(read, { timeout: 110_000, interval: 100 }).toBeDefined();
  const outcome = await read();
  if (outcome === undefined) throw new Error('It has no outcome.');
  return outcome;
}
const phaseOf = async (uiId: string) =>
  (await call('queue.view')).running.find(({ task }) => task.ui_id === uiId)?.progress?.phase;

/** Every path below a folder with what it holds, links by where they lead. */
async function fingerprint(root: string): Promise<Record<string, string>> {
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
const installed = async () => ({
  packs: await fingerprint(world.comfyui.customNodesDir),
  environment: await fingerprint(world.comfyui.venvDir),
});
/** Programs that work with a rehearsal of this world. */
async function listStarted(): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/u.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(world.root) && line.includes('rehearsal-'));
}
async function expectNothingLeft(): Promise<void> {
  const desktop = join(world.comfyui.userDir, '__manager', 'desktop');
  expect(await readdir(join(desktop, 'staging')).catch(() => [])).toEqual([]);
  expect((await readdir(desktop)).filter((name) => name.startsWith('rehearsal'))).toEqual([]);
  expect(await listStarted()).toEqual([]);
}

interface Version {
  version: string;
  more?: Partial<PackSeed>;
}
/** Publishes versions of a pack, whose files differ, and installs the first of them. */
async function place(id: string, versions: readonly Version[]): Promise<void> {
  const [seed] = smallPacks;
  if (seed === undefined) throw new Error('The world has no packs.');
  const at = (day: number) => `2025-03-0${day + 1}T00:00:00Z`;
  const own = { ...seed, id, repo: id, title: id, nodes: [`${id}Node`, `${id}Other`], registry: 'published' as const };
  const seeds = versions.map(({ version, more }, day) => {
    const releases = [{ version, date: at(day), changelog: '' }];
    return { ...own, preamble: '', requirements: [], extraFiles: {}, ...more, releases };
  });
  const packs = seeds.map((one) => registryPack(one));
  const [first] = packs;
  if (first === undefined) return;
  world.registry.publish({ ...first, versions: packs.flatMap((pack) => pack.versions) });
  await world.comfyui.placeRegistryPack(id, versions[0]?.version ?? '');
}

beforeAll(async () => {
  world = await createWorld({ name: 'rehearsal', pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  await place('brings-a-package', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { requirements: ['tinydep==1.0'], preamble: 'import tinydep\n' } },
  ]);
  await place('breaks', [
    { version: '1.0.0' },
    { version: '2.0.0', more: { preamble: 'import no_such_module_anywhere\n' } },
  ]);
  await place('asks-too-much', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { requirements: ['never-published==7'] } },
  ]);
  await place('writes-as-it-loads', [
    { version: '1.0.0' },
    {
      version: '1.0.1',
      more: {
        preamble: 'import os\nopen(os.path.join(os.path.dirname(__file__), "settings.json"), "w").write("changed")\n',
      },
    },
  ]);
  const pip = `[sys.executable, "-m", "pip", "install", "-q", "-i", ${JSON.stringify(world.index.indexUrl)}, "tinydep"]`;
  await place('installs-as-it-loads', [
    { version: '1.0.0' },
    { version: '1.0.1', more: { preamble: `import subprocess, sys\nsubprocess.check_call(${pip})\n` } },
  ]);
  await place('moves-numpy', [{ version: '1.0.0' }, { version: '1.1.0', more: { requirements: ['numpy>=2'] } }]);
  await world.comfyui.placeFiles({
    'bystander/__init__.py':
      'from importlib.metadata import version\n\nassert version("numpy") == "1.26.4", "numpy is too new"\nNODE_CLASS_MAPPINGS = {}\n',
    'bystander/requirements.txt': 'numpy\n',
  });
  await place('gone', [{ version: '1.0.0' }, { version: '1.1.0' }]);
  await place('newest', [{ version: '1.0.0' }]);
  await place('ends-it-all', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { preamble: 'import os\nos._exit(7)\n' } },
  ]);
  const untold =
    'import nodes\n\n\nclass Untold:\n    RETURN_TYPES = ()\n\n    @classmethod\n    def INPUT_TYPES(cls):\n        return {"required": {"value": (object(),)}}\n\n\nnodes.NODE_CLASS_MAPPINGS["Untold"] = Untold\n';
  await place('spoils-the-list', [{ version: '1.0.0' }, { version: '1.1.0', more: { preamble: untold } }]);
  await writeFile(join(world.comfyui.customNodesDir, 'writes-as-it-loads', 'settings.json'), 'mine');
  const seed = { ...smallPacks[0], id: 'loses', repo: 'loses', title: 'loses' } as PackSeed;
  const filesOf = (nodes: string[]) => packFiles({ ...seed, nodes, preamble: '', requirements: [] }, '1.0.0');
  const commit = (message: string, nodes: string[]) => ({
    message,
    files: filesOf(nodes),
    date: '2025-03-01T00:00:00Z',
  });
  await world.git.createRepo('adaquill', 'loses', [commit('One', ['StaysHere', 'GoesAway'])]);
  await world.comfyui.placeClone('adaquill', 'loses');
  await world.git.commit('adaquill', 'loses', commit('Two', ['StaysHere']));
  const workflows = join(world.comfyui.userDir, 'default', 'workflows');
  await mkdir(workflows, { recursive: true });
  const nodes = [{ id: 1, type: 'GoesAway', inputs: [], outputs: [], properties: {}, widgets_values: [], pos: [0, 0] }];
  await writeFile(join(workflows, 'portrait.json'), JSON.stringify({ nodes, links: [], version: 0.4 }));
  manager = await open();
}, 120_000);
afterAll(async () => {
  await manager.close();
  await world.stop();
});

it('tells of each update what a start with it shows, changes nothing, and what it calls fine can be installed', async () => {
  world.registry.zipFaults.set('gone', { kind: 'status', status: 404 });
  // uv leaves its lock in an environment with the first question about it.
  await call('python.plan', { packages: ['tinydep'] });
  const before = await installed();
  const packs = [
    'brings-a-package',
    'breaks',
    'asks-too-much',
    'writes-as-it-loads',
    'gone',
    'newest',
    'loses',
    'ends-it-all',
    'spoils-the-list',
    'installs-as-it-loads',
    'moves-numpy',
  ];
  const outcome = await follow(await order('rehearse-updates', { packs }));
  expect(outcome, JSON.stringify(outcome)).toMatchObject({
    status: 'warning',
    rehearsal: expect.any(Object) as object,
  });
  const rows = outcome.status === 'warning' ? (outcome.rehearsal?.packs ?? []) : [];
  expect(Object.fromEntries(rows.map(({ key, verdict }) => [key, verdict]))).toEqual({
    'brings-a-package': 'fine',
    breaks: 'breaks-import',
    'asks-too-much': 'clash',
    'writes-as-it-loads': 'fine',
    gone: 'not-prepared',
    newest: 'current',
    loses: 'loses-nodes',
    'ends-it-all': 'breaks-start',
    'spoils-the-list': 'breaks-start',
    'installs-as-it-loads': 'fine',
    'moves-numpy': 'breaks-others',
  });

  const row = (key: string) => rows.find((one) => one.key === key);
  expect(row('breaks')?.reason).toContain('no_such_module_anywhere');
  expect(row('spoils-the-list')?.reason).toContain('The list of node classes cannot be read');
  expect(row('moves-numpy')?.reason).toContain('bystander does not import: AssertionError: numpy is too new');
  expect(row('loses')?.lost).toEqual([{ nodeClass: 'GoesAway', workflows: ['portrait'] }]);
  expect(row('brings-a-package')).toMatchObject({ from: '1.0.0', to: '1.1.0', lostCount: 0 });
  expect(outcome).toMatchObject({
    message: '3 of 10 updates are fine. Nothing was installed.',
    rehearsal: { packages: [{ name: 'tinydep', from: null, to: '1.0' }], others: [] },
  });
  expect(await installed()).toEqual(before);
  await expectNothingLeft();

  const fine = rows.filter(({ verdict }) => verdict === 'fine').map(({ key }) => key);
  const kept = fine.filter((key) => key !== 'installs-as-it-loads');
  for (const key of kept) {
    const updated = await follow(await order('update', { node_name: key, node_ver: '1.0.0' }));
    expect(updated, JSON.stringify(updated)).toMatchObject({ status: 'done' });
  }
  const versionOf = async (name: string) =>
    /^version = "(.+)"$/mu.exec(
      await readFile(join(world.comfyui.customNodesDir, name, 'pyproject.toml'), 'utf8'),
    )?.[1];
  expect(await versionOf('brings-a-package')).toBe('1.1.0');
  expect(await versionOf('writes-as-it-loads')).toBe('1.0.1');
  expect(await versionOf('breaks')).toBe('1.0.0');
  expect(await listPackages(world.comfyui.venvDir)).toContain('tinydep-1.0');
  const mine = join(world.comfyui.customNodesDir, 'writes-as-it-loads', 'settings.json');
  expect(await readFile(mine, 'utf8')).toBe('mine');
}, 180_000);

it('leaves nothing when it is cancelled while ComfyUI starts, and when the app ends there', async () => {
  await place('slow', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { preamble: 'import time\ntime.sleep(60)\n' } },
  ]);
  await manager.close();
  manager = await open();
  const before = await installed();
  const cancelled = await order('rehearse-updates', { packs: ['slow'] });
  await expect.poll(() => phaseOf(cancelled), { timeout: 60_000 }).toBe('Starting ComfyUI with the updates');
  await call('queue.cancel', { ui_id: cancelled });
  expect(await follow(cancelled)).toMatchObject({ status: 'skipped' });
  expect(await installed()).toEqual(before);
  await expectNothingLeft();

  const stopped = await order('rehearse-updates', { packs: ['slow'] });
  await expect.poll(() => phaseOf(stopped), { timeout: 60_000 }).toBe('Starting ComfyUI with the updates');
  await manager.close();
  await expectNothingLeft();
  expect(await installed()).toEqual(before);
  manager = await open();
  await call('queue.cancel', { ui_id: stopped });
  expect(await follow(stopped)).toMatchObject({ status: 'skipped' });
  await expectNothingLeft();
}, 180_000);
