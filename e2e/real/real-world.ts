import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { AppSettings } from '../../src/contract/settings';
import { getJson } from '../api';
import { expect } from '../app';
import { makeParent, withUv } from '../setup-world';
import { runProgram } from '../world/python-env';
import { givenComfyUi, publishReal, type RealComfyUi } from '../world/real-comfyui';
import { createWorld, type World } from '../world/world';

/** The world with the releases of a real ComfyUI on its git host. Packages come from the index of this machine, and not from the world's. */
export interface RealWorld {
  world: World;
  real: RealComfyUi;
  settings: Record<string, string>;
  environment: Record<string, string>;
  /** Where ComfyUI is installed. */
  parent: string;
  /** Versions of Python on this machine, the one that suits most first. */
  pythons: readonly string[];
  userDataDir: string;
  stop(): Promise<void>;
}

/** Settings and variables of the person that the world switches off, for its tests must not reach out. */
const ofIndexes = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX'];

export async function openRealWorld(): Promise<RealWorld> {
  const real = await givenComfyUi();
  if (real === null) throw new Error('COMFYUI_SRC names no checkout of ComfyUI.');
  const world = await createWorld({ name: 'real', pythonTool: 'pip' });
  await rm(world.git.bareDir('comfyanonymous', 'ComfyUI'), { recursive: true });
  await publishReal(world.git, real);
  const [parent, userDataDir] = [await makeParent(), await mkdtemp(join(tmpdir(), 'cmd-real-'))];
  const index = process.env['COMFYUI_TORCH_INDEX'] ?? AppSettings.parse({})['torch.cpuIndex'];
  const own = ofIndexes.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const environment = { ...(await withUv(world)), ...(Object.fromEntries(own) as Record<string, string>) };
  return {
    ...{ world, real, parent, userDataDir, environment, pythons: await findPythons({ ...world.env, ...environment }) },
    settings: { 'python.tool': 'auto', 'python.indexUrl': '', 'torch.cpuIndex': index },
    stop: async () => {
      await world.stop();
      for (const folder of [parent, userDataDir]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface SystemStats {
  system: { python_version: string; pytorch_version: string; comfyui_version: string };
  devices: { type: string }[];
}

/** Proves by ComfyUI itself, over HTTP, that the release runs whole on this Python, with the torch for the processor in use. */
export async function expectServes(port: number, { version }: RealComfyUi, python: string): Promise<void> {
  const { system, devices } = await getJson<SystemStats>(`http://127.0.0.1:${port}/system_stats`);
  expect(system.comfyui_version).toBe(version);
  expect(system.python_version.startsWith(`${python}.`), system.python_version).toBe(true);
  expect(devices.map(({ type }) => type)).toEqual(['cpu']);
  const classes = Object.keys(await getJson<Record<string, unknown>>(`http://127.0.0.1:${port}/object_info`));
  expect(classes).toEqual(expect.arrayContaining(['KSampler', 'CheckpointLoaderSimple', 'VAEDecode']));
  expect(classes.length).toBeGreaterThan(100);
  note(
    `ComfyUI ${version}, Python ${system.python_version}, torch ${system.pytorch_version}: ${classes.length} node classes`,
  );
}

/** Proves by the environment itself that torch computes there and that the packages fit each other. */
export async function expectComputes(environmentDir: string): Promise<void> {
  const python = join(environmentDir, 'bin', 'python');
  const script = 'import sys, torch; print(sys.prefix, float((torch.ones(8, 8) @ torch.ones(8, 8)).sum()))';
  const { code, output } = await runProgram(python, ['-I', '-W', 'ignore', '-c', script]);
  expect({ code, last: output.trim().split('\n').at(-1) }).toEqual({ code: 0, last: `${environmentDir} 512.0` });
  const check = await runProgram(python, ['-I', '-m', 'pip', 'check']);
  expect(check.output).toContain('No broken requirements found');
}

/** A figure for whoever reads the output. */
function note(text: string): void {
  process.stdout.write(`real: ${text}\n`);
}

/** Does a step and says how long it took. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedMs = Date.now();
  const result = await work();
  note(`${what}: ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  return result;
}

const UvList = z.array(z.object({ version: z.string(), implementation: z.string() }));
const suiting = ['3.12', '3.13', '3.11', '3.10'];

/** The versions of Python that uv finds on this machine and ComfyUI runs on, the one that suits most first. */
async function findPythons(environment: Record<string, string>): Promise<string[]> {
  const args = ['python', 'list', '--only-installed', '--output-format', 'json'];
  const { stdout } = await promisify(execFile)('uv', args, { env: { ...process.env, ...environment } });
  const found = UvList.parse(JSON.parse(stdout)).filter(({ implementation }) => implementation === 'cpython');
  const minors = new Set(found.map(({ version }) => version.split('.').slice(0, 2).join('.')));
  return suiting.filter((version) => minors.has(version));
}
