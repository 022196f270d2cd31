import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComfyStatus } from '../src/contract/comfyui/comfyui-status';
import type { ImportDiagnosis } from '../src/contract/comfyui/imports';
import type { OperationArgument, OperationName, OperationOutput } from '../src/contract/operations';
import { ask, getJson, runTask, writeConfig } from './api';
import { expect, test } from './app';
import { answerDialogs } from './dialogs';
import { launchApp, type LaunchedApp } from './launch';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'comfyui-imports', pythonTool: 'uv' } });
test.describe.configure({ mode: 'serial' });

let launched: LaunchedApp;
let userDataDir: string;

const call = <N extends OperationName>(name: N, input: OperationArgument<N>): Promise<OperationOutput<N>> =>
  callByWindow(launched.page, name, input);

async function refused<N extends OperationName>(name: N, input: OperationArgument<N>): Promise<string> {
  const { ok, error } = await tryByWindow(launched.page, name, input);
  expect(ok, name).toBe(false);
  expect(error).toMatchObject({ code: 'invalid-input' });
  return error?.message ?? '';
}

async function waitForState(state: ComfyStatus['state']): Promise<ComfyStatus> {
  await expect.poll(async () => (await call('comfyui.status', {})).state).toBe(state);
  return call('comfyui.status', {});
}

/** Starts ComfyUI anew. */
async function restart(): Promise<ComfyStatus> {
  await call('comfyui.stop', {});
  await call('comfyui.start', {});
  return waitForState('running');
}

async function readDiagnoses(): Promise<Record<string, ImportDiagnosis>> {
  const { items } = await call('comfyui.failures', {});
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

/** What its process was started with, as ComfyUI itself says. */
async function readArgv(): Promise<string[]> {
  const { port } = await call('comfyui.status', {});
  return (await getJson<{ system: { argv: string[] } }>(`http://127.0.0.1:${port}/system_stats`)).system.argv;
}

const packs = {
  'wants-a-requirement/__init__.py': 'import tinydep\nNODE_CLASS_MAPPINGS = {}\n',
  'wants-a-requirement/requirements.txt': 'tinydep>=2\n',
  'wants-git/__init__.py': 'import git\nNODE_CLASS_MAPPINGS = {}\n',
  'wants-tomorrow/__init__.py': 'from .nodes import NODE_CLASS_MAPPINGS\n',
  'wants-tomorrow/nodes.py': 'try:\n    A = 1\nexcept ValueError, TypeError:\n    A = 2\nNODE_CLASS_MAPPINGS = {}\n',
  'wants-a-library/__init__.py': 'import ctypes\nctypes.CDLL("libcmd-nowhere.so.7")\n',
  'wants-another-comfyui/__init__.py': 'from comfy.cli_args import latent_tools\n',
  'wants-luck.py': 'raise RuntimeError("the moon is in the wrong house")\n',
  'wants-nothing/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
};

test.beforeAll(async ({ world }) => {
  await world.comfyui.placeFiles(packs);
  await writeConfig(world, ['security_level = normal-']);
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-imports-'));
  launched = await launchApp({ world, userDataDir, settings: { 'comfyui.port': '0' } });
});

test.afterAll(async () => {
  await launched.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('every failed import has its cause in a sentence, and what would cure it', async () => {
  await restart();
  const found = await readDiagnoses();
  expect(Object.keys(found)).not.toContain('wants-nothing');
  expect(found['wants-a-requirement']).toMatchObject({
    rule: 'module-missing',
    cause: expect.stringContaining('tinydep, which is not installed, although its requirements ask for it'),
    remedy: { kind: 'fix-pack', text: expect.stringContaining('Reinstall the requirements of wants-a-requirement') },
    traceback: expect.stringContaining("No module named 'tinydep'"),
  });
  expect(found['wants-git']).toMatchObject({
    rule: 'module-missing',
    cause: 'wants-git needs the module git of the package gitpython, which is not installed.',
    remedy: { kind: 'install-packages', packages: ['gitpython'] },
  });
  expect(found['wants-another-comfyui']).toMatchObject({
    rule: 'comfyui-name-missing',
    cause: expect.stringMatching(/needs latent_tools of comfy\.cli_args, which ComfyUI \S+ does not have/),
    // A plain folder has no newer version that anybody knows of.
    remedy: { kind: 'by-hand', text: 'Get a newer version of wants-another-comfyui from its author.' },
  });
  expect(found['wants-luck.py']).toMatchObject({
    rule: null,
    cause: 'wants-luck.py stopped with: RuntimeError: the moon is in the wrong house.',
    remedy: { kind: 'by-hand' },
  });
});

test('scripts and the web UI read the cause before the traceback', async () => {
  const { body } = await ask(`${launched.api}/v2/customnode/import_fail_info_bulk`, { cnr_ids: ['wants-git'] });
  expect(body['wants-git']).toEqual({
    error: "ModuleNotFoundError: No module named 'git'",
    traceback: expect.stringMatching(
      /^wants-git needs the module git [^\n]+ Install gitpython\.\n\nTraceback \(most recent/,
    ),
  });
});

test('a syntax of a newer Python is named with the Python it needs', async () => {
  const found = (await readDiagnoses())['wants-tomorrow'];
  test.skip(found === undefined, 'the Python of this machine reads that syntax');
  expect(found).toMatchObject({
    rule: 'syntax-newer-python',
    cause: expect.stringMatching(
      /^nodes\.py line 3 of wants-tomorrow .+ needs Python 3\.14 or newer; ComfyUI runs on Python 3\.\d+/,
    ),
    remedy: { kind: 'by-hand' },
  });
});

test('a missing library of the system is named', async () => {
  test.skip(process.platform !== 'linux', 'the loader of this system words it otherwise');
  expect((await readDiagnoses())['wants-a-library']).toMatchObject({
    rule: 'shared-library-missing',
    cause: expect.stringContaining('libcmd-nowhere.so.7'),
    remedy: { kind: 'by-hand', text: expect.stringContaining('libcmd-nowhere.so.7') },
  });
});

test('the remedies cure: requirements of a pack, and a package that the pack forgot to name', async ({ world }) => {
  const install = { kind: 'install-packages', params: { packages: ['gitpython'] } };
  // Packages by name need their own switch, and the refusal says which.
  const denied = await runTask(launched.api, install);
  expect(denied.outcome).toMatchObject({ status: 'failed', error: { code: 'policy-denied' } });
  expect(denied.result).toContain('allow_pip_install = True');
  await writeConfig(world, ['security_level = normal-', 'allow_pip_install = True']);
  const installed = await runTask(launched.api, install);
  expect(installed.outcome, installed.result).toMatchObject({ status: 'done' });
  expect(installed.outcome.message).toContain('+ gitpython 3.1.45');
  const again = await runTask(launched.api, install);
  expect(again.outcome.message).toContain('already installed');

  const fixed = await runTask(launched.api, { kind: 'fix', params: { node_name: 'wants-a-requirement' } });
  expect(fixed.outcome, fixed.result).toMatchObject({ status: 'done' });
  await restart();
  const remaining = Object.keys(await readDiagnoses());
  expect(remaining).not.toContain('wants-git');
  expect(remaining).not.toContain('wants-a-requirement');
  expect(remaining).toContain('wants-another-comfyui');
});

test('a package that the rules protect is refused, not left out in silence', async () => {
  const task = await runTask(launched.api, { kind: 'install-packages', params: { packages: ['torch<2'] } });
  expect(task.outcome).toMatchObject({ status: 'failed', error: { code: 'requirements-failed' } });
  expect(task.result).toContain('torch');
  const body = { client_id: 'spec', ui_id: 'refused', kind: 'install-packages', params: { packages: ['-e .'] } };
  expect((await ask(`${launched.api}/v2/manager/queue/task`, body)).status).toBe(400);
});

test('the arguments are listed from the real --help', async () => {
  const { options, problem, arguments: current } = await call('comfyui.options', {});
  expect({ problem, current }).toEqual({ problem: null, current: '' });
  expect(options.length).toBeGreaterThan(60);
  const find = (flag: string) => options.find(({ flags }) => flags.includes(flag));
  expect(find('--lowvram')).toMatchObject({
    value: null,
    exclusiveWith: expect.arrayContaining(['--novram', '--cpu']),
  });
  expect(find('--preview-method')?.choices).toEqual(expect.arrayContaining(['none', 'taesd']));
  expect(find('--listen')?.value).toBe('[IP]');
  expect(find('--port')?.help).toContain('comfyui.port');
});

test('arguments that ComfyUI would refuse are refused, and say what to write', async () => {
  await answerDialogs(launched.app, 'Allow');
  expect(await refused('comfyui.setArguments', { arguments: '--cpu "open' })).toContain('open quote');
  expect(await refused('comfyui.setArguments', { arguments: '--low_vram' })).toContain('Write --lowvram.');
  expect(await refused('comfyui.setArguments', { arguments: '--cpu --lowvram' })).toContain('cannot be given together');
  expect((await call('comfyui.options', {})).arguments).toBe('');
});

test('arguments that were set are those of the next start, and of the next app', async ({ world }) => {
  const text = '--cpu --preview-method taesd';
  await call('comfyui.setArguments', { arguments: text });
  expect((await readArgv()).join(' ')).not.toContain('--cpu');
  await restart();
  expect((await readArgv()).join(' ')).toContain(text);

  await launched.close();
  launched = await launchApp({ world, userDataDir, settings: { 'comfyui.port': '0' } });
  expect((await call('comfyui.options', {})).arguments).toBe(text);
  await restart();
  expect((await readArgv()).join(' ')).toContain(text);
  await call('comfyui.setArguments', { arguments: '' });
  await restart();
  expect((await readArgv()).join(' ')).not.toContain('--cpu');
});
