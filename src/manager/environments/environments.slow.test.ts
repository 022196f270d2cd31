import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isNightly } from '../../../e2e/world/nightly';
import { listPackages, pythonOf, runProgram } from '../../../e2e/world/python-env';
import { createWorld, type World } from '../../../e2e/world/world';
import { silentLogger } from '../../base/log';
import { dispatch, type OperationArgument, type OperationName, type OperationOutput } from '../../contract/operations';
import { AppSettings } from '../../contract/settings';
import type { HistoryItem } from '../../contract/tasks/tasks';
import { createManager, type Manager } from '../manager';
import { sourcePackage } from '../python/testing/source-package';

let world: World;
let manager: Manager;
let settings: AppSettings;
let root: string;

/** What packs do in their install.py. */
const scriptOf = (lines: string): string => `
import subprocess, sys
def pip(*names): subprocess.check_call([sys.executable, '-m', 'pip', 'install', '--no-deps', *names])
${lines}
`;

async function open(): Promise<Manager> {
  const { path, customNodesDir, userDir } = world.comfyui;
  const installation = {
    ...({ kind: 'git', rootDir: path, comfyDir: path, baseDir: path, customNodesDir, userDir } as const),
    ...{ interpreter: null, version: null },
  };
  const changeSetting = (name: string, value: unknown) => void Object.assign(settings, { [name]: value });
  return createManager({ installation, settings, changeSetting, appVersion: '0.0.0', log: silentLogger });
}

beforeAll(async () => {
  world = await createWorld({ name: 'environments', pythonTool: 'uv' });
  Object.assign(process.env, world.env);
  expect(world.comfyui.pythonTool).toBe('uv');
  settings = AppSettings.parse({ ...world.settings, 'comfyui.port': 0 });
  root = join(world.comfyui.userDir, '__manager', 'desktop', 'environments');
  await world.index.publish({ name: 'needs-numpy-1', version: '1.0', requires: ['numpy<2'] });
  const files = sourcePackage({ name: 'gitpk', version: '1.2' });
  await world.git.createRepo('owner', 'gitpk', [{ message: 'first', files, date: '2026-01-01T00:00:00Z' }]);
  await world.comfyui.placeFiles({
    'wants-tinydep/__init__.py': 'import tinydep\nNODE_CLASS_MAPPINGS = {}\n',
    'wants-tinydep/requirements.txt': `tinydep==1.0\nneeds-numpy-1\ngit+${world.git.url}/owner/gitpk\n`,
    'broken-pack/__init__.py': 'import no_such_module\n',
    'by-script/__init__.py': 'import script_dep\nNODE_CLASS_MAPPINGS = {}\n',
    'by-script/install.py': scriptOf(`
pip('script-dep', 'torch==2.6.0')
open('written.txt', 'w').write(sys.prefix)
open('choices.txt', 'w').write('the script was here')`),
    'by-script/choices.txt': 'mine',
    'bad-script/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
    'bad-script/install.py': scriptOf(`
pip('left-behind', 'tinydep==2.0')
sys.exit('no compiler here')`),
  });
  await world.index.publish({ name: 'torchsde', version: '0.2.6', requires: ['torch'] });
  await world.index.publish({ name: 'torchvision', version: '0.21.0', requires: ['torch==2.6.0'] });
  await world.index.publish({ name: 'torchaudio', version: '2.6.0', requires: ['torch==2.6.0'] });
  await appendFile(join(world.comfyui.path, 'requirements.txt'), 'torchsde\n');
  for (const name of ['script-dep', 'left-behind']) await world.index.publish({ name, version: '1.0' });
  manager = await open();
}, 120_000);
afterAll(async () => {
  await manager.close();
  await world.stop();
});

const call = <N extends OperationName>(name: N, input?: OperationArgument<N>): Promise<OperationOutput<N>> =>
  dispatch(manager.operations, { name, input, context: { caller: 'person' } } as never) as Promise<OperationOutput<N>>;

async function follow({ ui_id: uiId }: { ui_id: string }): Promise<HistoryItem['outcome']> {
  const read = async () => (await call('queue.history', { ui_id: uiId })).history[uiId]?.outcome;
  await expect.poll(read, { timeout: 110_000, interval: 100 }).toBeDefined();
  const outcome = await read();
  if (outcome === undefined) throw new Error('It has no outcome.');
  return outcome;
}

const rows = async () => (await call('environments.list')).environments;
const rowOf = async (name: string) => (await rows()).find((row) => row.name === name);
const packagesSeen = async () =>
  (await call('comfyui.environment')).packages.map(({ name, version }) => `${name}-${version}`);

it('tells the environment that the installation came with', async () => {
  expect(await rows()).toEqual([
    expect.objectContaining({
      ...{ name: 'own', kind: 'own', folder: world.comfyui.venvDir, isUsed: true, pythonKind: 'venv', madeAt: null },
      torch: expect.objectContaining({ version: '2.7.1' }),
    }),
  ]);
  const offer = await call('environments.offer');
  expect(offer).toMatchObject({ tool: 'uv', python: expect.any(String) });
  expect(offer.pythons.filter(({ isHere }) => isHere)).not.toEqual([]);
});

/** One script brought its package and could not have another torch; the other one failed, and left no package changed. */
function expectScriptsReported(outcome: string, packages: readonly string[]): void {
  expect(packages).toEqual(expect.arrayContaining(['script_dep-1.0', 'torchsde-0.2.6']));
  expect(packages).toContain('torch-2.7.1');
  expect(packages.filter((name) => /^(left_behind|tinydep-2)/.test(name))).toEqual([]);
  expect(outcome).toContain('by-script\\" changed torch from 2.7.1 to 2.6.0; that was put back');
  expect(outcome).toMatch(/by-script[^.]*files in the folder of the pack changed: choices\.txt/);
  expect(outcome).toMatch(/bad-script[^.]* failed for the new environment[^]*no compiler here/);
}

it('makes one that meets ComfyUI and every pack by one resolve, proves it by a start, and tells what did not load', async () => {
  const before = await readdir(world.comfyui.venvDir, { recursive: true });
  const outcome = await follow(await call('environments.create', { name: 'fresh', torch: 'cpu' }));
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'warning' });
  expect(JSON.stringify(outcome)).toContain('broken-pack');
  const fresh = await rowOf('fresh');
  expect(fresh).toMatchObject({
    kind: 'made',
    isUsed: false,
    folder: join(root, 'fresh'),
    torch: { version: '2.7.1' },
  });
  expect(fresh?.failedImports).toEqual([
    { name: 'broken-pack', reason: expect.stringContaining('no_such_module') as string },
  ]);
  const there = await listPackages(join(root, 'fresh'));
  expect(there).toEqual(
    expect.arrayContaining(['tinydep-1.0', 'needs_numpy_1-1.0', 'gitpk-1.2', 'torchvision-0.22.1']),
  );
  expect(there.find((name) => name.startsWith('numpy-'))).toMatch(/^numpy-1\./);
  expectScriptsReported(JSON.stringify(outcome), there);
  expect(await readFile(join(world.comfyui.customNodesDir, 'by-script', 'written.txt'), 'utf8')).toContain('.making-');
  const python = pythonOf(join(root, 'fresh'));
  const imported = await runProgram(python, ['-I', '-c', 'import sys, torch, numpy, tinydep; print(sys.prefix)']);
  expect(imported).toEqual({ code: 0, output: `${join(root, 'fresh')}\n` });
  expect((await runProgram(python, ['-I', '-m', 'pip', 'check'])).output).toContain('No broken requirements');
  expect(await readdir(root)).toEqual(['fresh']);
  expect(await readdir(world.comfyui.venvDir, { recursive: true })).toEqual(before);
  expect((await rowOf('own'))?.isUsed).toBe(true);
  const { sizes } = await call('environments.sizes');
  expect(sizes.find(({ name }) => name === 'fresh')?.bytes).toBeGreaterThan(1_000_000);
}, 120_000);

it('refuses a name that is taken, a Python that is nowhere, and what cannot be met together', async () => {
  await expect(call('environments.create', { name: 'FRESH' })).rejects.toMatchObject({ code: 'environment-refused' });
  await expect(call('environments.create', { name: 'own' })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(call('environments.create', { name: '../away' })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(call('environments.clone', { name: 'copy', of: 'nothing' })).rejects.toMatchObject({
    code: 'not-found',
  });
  const folder = join(world.comfyui.customNodesDir, 'wants-numpy-2');
  await mkdir(folder);
  await writeFile(join(folder, 'requirements.txt'), 'numpy>=2\n');
  const outcome = await follow(await call('environments.create', { name: 'torn', torch: 'cpu' }));
  expect(outcome).toMatchObject({
    status: 'failed',
    error: { code: 'requirements-conflict', conflict: { package: 'numpy' } },
  });
  expect(JSON.stringify(outcome)).toContain('wants-tinydep');
  expect(JSON.stringify(outcome)).toContain('wants-numpy-2');
  await rm(folder, { recursive: true });
  expect(await readdir(root)).toEqual(['fresh']);
}, 120_000);

it('switches what everything sees, tells it, and goes back by undo', async () => {
  expect(await packagesSeen()).not.toContain('tinydep-1.0');
  const order = await call('environments.switch', { name: 'fresh' });
  expect(await follow(order)).toMatchObject({ status: 'done' });
  expect((await rowOf('fresh'))?.isUsed).toBe(true);
  expect(await packagesSeen()).toContain('tinydep-1.0');
  expect((await call('comfyui.environment')).tool.name).toBe('uv');
  expect(await call('python.plan', { packages: ['tinydep==1.0'] })).toMatchObject({ outcome: 'nothing' });
  expect((await call('python.doctor')).unmet).toEqual([]);
  await expect(call('comfyui.start', {})).resolves.toBeDefined();
  await expect.poll(async () => (await call('comfyui.status')).state, { timeout: 60_000 }).toBe('running');
  const { pid } = await call('comfyui.status');
  expect(await readFile(`/proc/${pid ?? 0}/cmdline`, 'utf8')).toContain(join(root, 'fresh'));
  await call('comfyui.stop');

  await manager.close();
  manager = await open();
  expect((await rowOf('fresh'))?.isUsed).toBe(true);
  expect(await packagesSeen()).toContain('tinydep-1.0');

  expect(await call('undo.plan', { ui_id: order.ui_id })).toMatchObject({
    state: 'possible',
    steps: [{ subject: 'environment', name: 'own', action: 'switch', from: 'fresh', to: null }],
  });
  expect(await follow(await call('undo.order', { ui_id: order.ui_id }))).toMatchObject({ status: 'done' });
  expect((await rowOf('own'))?.isUsed).toBe(true);
  expect(await packagesSeen()).not.toContain('tinydep-1.0');
}, 120_000);

it('copies one whole, and removes only what is ours and not in use', async () => {
  const outcome = await follow(await call('environments.clone', { name: 'copy', of: 'fresh' }));
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'warning' });
  const copy = join(root, 'copy');
  expect(await listPackages(copy)).toEqual(await listPackages(join(root, 'fresh')));
  const pip = await runProgram(join(copy, 'bin', 'pip'), ['--version']);
  expect(pip.output).toContain(copy);
  const ofOwn = await follow(await call('environments.clone', { name: 'of-own' }));
  expect(ofOwn.status).not.toBe('failed');
  expect(await listPackages(join(root, 'of-own'))).toEqual(await listPackages(world.comfyui.venvDir));
  await follow(await call('environments.switch', { name: 'copy' }));

  for (const name of ['own', 'copy']) {
    const refusal = await follow(await call('environments.remove', { name }));
    expect(refusal).toMatchObject({ status: 'failed', error: { code: 'environment-refused' } });
  }
  await mkdir(join(root, 'a-stranger'));
  expect(await follow(await call('environments.remove', { name: 'a-stranger' }))).toMatchObject({
    status: 'failed',
    error: { code: 'not-found' },
  });
  await rm(join(root, 'fresh', 'pyvenv.cfg'));
  expect(await follow(await call('environments.switch', { name: 'fresh' }))).toMatchObject({
    status: 'failed',
    error: { code: 'environment-missing' },
  });
  for (const name of ['fresh', 'of-own'])
    expect(await follow(await call('environments.remove', { name }))).toMatchObject({ status: 'done' });
  expect((await readdir(root)).sort()).toEqual(['a-stranger', 'copy']);
  expect(existsSync(world.comfyui.venvDir)).toBe(true);
}, 120_000);

it('chooses the torch that ComfyUI and all packs can live with', async () => {
  await world.comfyui.placeFiles({ 'older-torch/requirements.txt': 'torch<2.7\n' });
  await follow(await call('environments.create', { name: 'older', torch: 'cpu' }));
  expect((await rowOf('older'))?.torch).toMatchObject({ version: '2.6.0' });
  expect(await follow(await call('environments.remove', { name: 'older' }))).toMatchObject({ status: 'done' });
}, 120_000);

// A minute of pip, as that of `setup-window.spec.ts`.
if (isNightly)
  it('makes one by Python itself and pip where there is no uv, which gives it the same packages, and the torch for ComfyUI where no torch suits all', async () => {
    await world.comfyui.placeFiles({ 'older-torch/requirements.txt': 'torch<1\n' });
    settings['python.tool'] = 'pip';
    const offer = await call('environments.offer');
    expect(offer).toMatchObject({ tool: 'pip', python: expect.any(String) });
    expect(offer.pythons.every(({ isHere }) => isHere)).toBe(true);
    await expect(call('environments.create', { name: 'by-pip', python: '3.99' })).rejects.toMatchObject({
      code: 'environment-missing',
      message: 'Python 3.99 is not on this machine.',
    });
    const outcome = await follow(await call('environments.create', { name: 'by-pip', torch: 'cpu' }));
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'warning' });
    settings['python.tool'] = 'uv';
    const there = await listPackages(join(root, 'by-pip'));
    expectScriptsReported(JSON.stringify(outcome), there);
    expect(JSON.stringify(outcome)).toContain('No PyTorch meets the requirements of all packs (torch<1)');
    await rm(join(world.comfyui.customNodesDir, 'older-torch'), { recursive: true });
    expect(there).toEqual(expect.arrayContaining(['tinydep-1.0', 'needs_numpy_1-1.0', 'torchvision-0.22.1']));
    expect(there.find((name) => name.startsWith('numpy-'))).toMatch(/^numpy-1\./);
    const python = pythonOf(join(root, 'by-pip'));
    expect((await runProgram(python, ['-I', '-m', 'pip', 'check'])).output).toContain('No broken requirements');
    const pip = await runProgram(join(root, 'by-pip', 'bin', 'pip'), ['--version']);
    expect(pip.output).toContain(join(root, 'by-pip'));
    expect(await follow(await call('environments.remove', { name: 'by-pip' }))).toMatchObject({ status: 'done' });
  }, 240_000);

it('leaves nothing of one that was cancelled, and clears what a kill has left', async () => {
  const order = await call('environments.create', { name: 'cut', torch: 'cpu' });
  await expect
    .poll(async () => (await readdir(root)).some((name) => name.startsWith('.making-')), {
      timeout: 60_000,
      interval: 20,
    })
    .toBe(true);
  await call('queue.cancel', order);
  expect(await follow(order)).toMatchObject({ status: 'skipped' });
  expect((await readdir(root)).sort()).toEqual(['a-stranger', 'copy']);

  await manager.close();
  await mkdir(join(root, '.making-12345678', 'environment'), { recursive: true });
  await mkdir(join(root, 'half'));
  const record = { version: 1, state: 'placing', madeAt: '2026-01-01T00:00:00Z', failedImports: [], task: null };
  await writeFile(join(root, 'half', 'comfyui-environment.json'), JSON.stringify(record));
  manager = await open();
  await expect.poll(async () => (await readdir(root)).sort()).toEqual(['a-stranger', 'copy']);
  expect((await rowOf('copy'))?.isUsed).toBe(true);
  settings['python.interpreter'] = world.comfyui.python;
  expect(await follow(await call('environments.switch', { name: 'own' }))).toMatchObject({
    status: 'failed',
    error: { code: 'environment-refused' },
  });
  settings['python.interpreter'] = '';
  await rm(join(root, 'copy'), { recursive: true });
  await expect(call('comfyui.environment')).rejects.toMatchObject({ code: 'environment-missing' });
  expect(await follow(await call('environments.switch', { name: 'own' }))).toMatchObject({ status: 'done' });
  expect(await packagesSeen()).toContain('torch-2.7.1');
}, 120_000);
