import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packFiles, type PackSeed } from '../../../e2e/world/pack-seed';
import { smallPacks } from '../../../e2e/world/packs-small';
import { listPackages } from '../../../e2e/world/python-env';
import { openRehearsalPlace, type RehearsalPlace } from './testing/rehearsal-place';

let at: RehearsalPlace;

const phaseOf = async (uiId: string) =>
  (await at.call('queue.view')).running.find(({ task }) => task.ui_id === uiId)?.progress?.phase;

/** Programs that work with a rehearsal of this at.world. */
async function listStarted(): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/u.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(at.world.root) && line.includes('rehearsal-'));
}
async function expectNothingLeft(): Promise<void> {
  const desktop = join(at.world.comfyui.userDir, '__manager', 'desktop');
  expect(await readdir(join(desktop, 'staging')).catch(() => [])).toEqual([]);
  expect((await readdir(desktop)).filter((name) => name.startsWith('rehearsal'))).toEqual([]);
  expect(await listStarted()).toEqual([]);
}

beforeAll(async () => {
  at = await openRehearsalPlace('rehearsal');
  await at.placeVersions('brings-a-package', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { requirements: ['tinydep==1.0'], preamble: 'import tinydep\n' } },
  ]);
  await at.placeVersions('breaks', [
    { version: '1.0.0' },
    { version: '2.0.0', more: { preamble: 'import no_such_module_anywhere\n' } },
  ]);
  await at.placeVersions('asks-too-much', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { requirements: ['never-published==7'] } },
  ]);
  await at.placeVersions('writes-as-it-loads', [
    { version: '1.0.0' },
    {
      version: '1.0.1',
      more: {
        preamble: 'import os\nopen(os.path.join(os.path.dirname(__file__), "settings.json"), "w").write("changed")\n',
      },
    },
  ]);
  const pip = `[sys.executable, "-m", "pip", "install", "-q", "-i", ${JSON.stringify(at.world.index.indexUrl)}, "tinydep"]`;
  await at.placeVersions('installs-as-it-loads', [
    { version: '1.0.0' },
    { version: '1.0.1', more: { preamble: `import subprocess, sys\nsubprocess.check_call(${pip})\n` } },
  ]);
  await at.placeVersions('moves-numpy', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { requirements: ['numpy>=2'] } },
  ]);
  await at.world.comfyui.placeFiles({
    'bystander/__init__.py':
      'from importlib.metadata import version\n\nassert version("numpy") == "1.26.4", "numpy is too new"\nNODE_CLASS_MAPPINGS = {}\n',
    'bystander/requirements.txt': 'numpy\n',
  });
  await at.placeVersions('gone', [{ version: '1.0.0' }, { version: '1.1.0' }]);
  await at.placeVersions('newest', [{ version: '1.0.0' }]);
  await at.placeVersions('ends-it-all', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { preamble: 'import os\nos._exit(7)\n' } },
  ]);
  const untold =
    'import nodes\n\n\nclass Untold:\n    RETURN_TYPES = ()\n\n    @classmethod\n    def INPUT_TYPES(cls):\n        return {"required": {"value": (object(),)}}\n\n\nnodes.NODE_CLASS_MAPPINGS["Untold"] = Untold\n';
  await at.placeVersions('spoils-the-list', [{ version: '1.0.0' }, { version: '1.1.0', more: { preamble: untold } }]);
  await writeFile(join(at.world.comfyui.customNodesDir, 'writes-as-it-loads', 'settings.json'), 'mine');
  const seed = { ...smallPacks[0], id: 'loses', repo: 'loses', title: 'loses' } as PackSeed;
  const filesOf = (nodes: string[]) => packFiles({ ...seed, nodes, preamble: '', requirements: [] }, '1.0.0');
  const commit = (message: string, nodes: string[]) => ({
    message,
    files: filesOf(nodes),
    date: '2025-03-01T00:00:00Z',
  });
  await at.world.git.createRepo('adaquill', 'loses', [commit('One', ['StaysHere', 'GoesAway'])]);
  await at.world.comfyui.placeClone('adaquill', 'loses');
  await at.world.git.commit('adaquill', 'loses', commit('Two', ['StaysHere']));
  const workflows = join(at.world.comfyui.userDir, 'default', 'workflows');
  await mkdir(workflows, { recursive: true });
  const nodes = [{ id: 1, type: 'GoesAway', inputs: [], outputs: [], properties: {}, widgets_values: [], pos: [0, 0] }];
  await writeFile(join(workflows, 'portrait.json'), JSON.stringify({ nodes, links: [], version: 0.4 }));
  await at.open();
}, 120_000);
afterAll(() => at.stop());

it('tells of each update what a start with it shows, changes nothing, and what it calls fine can be installed', async () => {
  at.world.registry.zipFaults.set('gone', { kind: 'status', status: 404 });
  // uv leaves its lock in an environment with the first question about it.
  await at.call('python.plan', { packages: ['tinydep'] });
  const before = await at.installed();
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
  const outcome = await at.follow(await at.order('rehearse-updates', { packs }));
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
  expect(await at.installed()).toEqual(before);
  await expectNothingLeft();

  const fine = rows.filter(({ verdict }) => verdict === 'fine').map(({ key }) => key);
  const installable = fine.filter((key) => key !== 'installs-as-it-loads');
  for (const key of installable) {
    const updated = await at.follow(await at.order('update', { node_name: key, node_ver: '1.0.0' }));
    expect(updated, JSON.stringify(updated)).toMatchObject({ status: 'done' });
  }
  const versionOf = async (name: string) =>
    /^version = "(.+)"$/mu.exec(
      await readFile(join(at.world.comfyui.customNodesDir, name, 'pyproject.toml'), 'utf8'),
    )?.[1];
  expect(await versionOf('brings-a-package')).toBe('1.1.0');
  expect(await versionOf('writes-as-it-loads')).toBe('1.0.1');
  expect(await versionOf('breaks')).toBe('1.0.0');
  expect(await listPackages(at.world.comfyui.venvDir)).toContain('tinydep-1.0');
  const mine = join(at.world.comfyui.customNodesDir, 'writes-as-it-loads', 'settings.json');
  expect(await readFile(mine, 'utf8')).toBe('mine');
}, 180_000);

it('leaves nothing when it is cancelled while ComfyUI starts, and when the app ends there', async () => {
  await at.placeVersions('slow', [
    { version: '1.0.0' },
    { version: '1.1.0', more: { preamble: 'import time\ntime.sleep(60)\n' } },
  ]);
  await at.close();
  await at.open();
  const before = await at.installed();
  const cancelled = await at.order('rehearse-updates', { packs: ['slow'] });
  await expect.poll(() => phaseOf(cancelled), { timeout: 60_000 }).toBe('Starting ComfyUI with the updates');
  await at.call('queue.cancel', { ui_id: cancelled });
  expect(await at.follow(cancelled)).toMatchObject({ status: 'skipped' });
  expect(await at.installed()).toEqual(before);
  await expectNothingLeft();

  const stopped = await at.order('rehearse-updates', { packs: ['slow'] });
  await expect.poll(() => phaseOf(stopped), { timeout: 60_000 }).toBe('Starting ComfyUI with the updates');
  await at.close();
  await expectNothingLeft();
  expect(await at.installed()).toEqual(before);
  await at.open();
  await at.call('queue.cancel', { ui_id: stopped });
  expect(await at.follow(stopped)).toMatchObject({ status: 'skipped' });
  await expectNothingLeft();
}, 180_000);
