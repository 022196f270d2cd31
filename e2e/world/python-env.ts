import { spawn } from 'node:child_process';
import {
  access,
  chmod,
  copyFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cacheFolder } from './cache-folder';

const isWindows = process.platform === 'win32';

/** Version of the `uv` wheel the world installs when asked for uv. */
const uvVersion = '0.13.9';

/** A finished run of a program. */
export interface Ran {
  code: number | null;
  output: string;
}

/** Runs a program to its end, both outputs together. */
export function runProgram(
  file: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: options.cwd, env: options.env ?? process.env });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

async function runOrThrow(file: string, args: string[]): Promise<string> {
  const { code, output } = await runProgram(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output.trim();
}

/** Interpreter of an environment. */
export function pythonOf(venvDir: string): string {
  return isWindows ? join(venvDir, 'Scripts', 'python.exe') : join(venvDir, 'bin', 'python');
}

/** Where an environment's packages lie. */
export async function sitePackagesOf(venvDir: string): Promise<string> {
  if (isWindows) return join(venvDir, 'Lib', 'site-packages');
  const [version = 'python3'] = (await readdir(join(venvDir, 'lib'))).filter((name) => name.startsWith('python'));
  return join(venvDir, 'lib', version, 'site-packages');
}

/** The packages of an environment as their folders name them, e.g. `tinydep-1.0`: as good as `pip freeze`, and a second faster. */
export async function listPackages(venvDir: string): Promise<string[]> {
  const names = await readdir(await sitePackagesOf(venvDir));
  return names.flatMap((name) => (name.endsWith('.dist-info') ? [name.slice(0, -'.dist-info'.length)] : [])).sort();
}

/**
 * Makes a real virtual environment with real pip. `ensurepip` takes seconds, so it runs once per machine into a template;
 * pip is a plain folder of Python files and stands, with its compiled files, in each fresh environment as in the template.
 */
export async function createVenv(venvDir: string): Promise<void> {
  await templateVenv();
  await runOrThrow(systemPython(), ['-m', 'venv', '--without-pip', venvDir]);
  await addPip(venvDir);
}

/** Puts pip and its commands into an environment; a pip that is there stays. */
export async function addPip(venvDir: string): Promise<void> {
  const to = await sitePackagesOf(venvDir);
  if (!(await exists(join(to, 'pip')))) {
    const template = await templateVenv();
    const from = await nearTemporaries(await sitePackagesOf(template), `pip-of-${basename(template)}`);
    const parts = (await readdir(from)).filter((name) => /^pip(-.*)?$/.test(name));
    await Promise.all(parts.map((name) => linkTree(join(from, name), join(to, name))));
  }
  if (!isWindows) await writePipScripts(venvDir);
}

/**
 * A folder again, its files as hard links: pip is a thousand files, which nobody changes in place (pip replaces and removes its own as whole
 * files). Copied where there are no hard links between the two places.
 */
async function linkTree(from: string, to: string): Promise<void> {
  const linked = process.platform === 'linux' ? await runProgram('cp', ['-al', from, to]) : { code: 1 };
  if (linked.code === 0) return;
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}

/** The Python of the system, as environments are made with. */
export function systemPython(): string {
  return isWindows ? 'python' : 'python3';
}

async function writePipScripts(venvDir: string): Promise<void> {
  const script = [
    '#!/bin/sh',
    `'''exec' "${pythonOf(venvDir)}" "$0" "$@"`,
    "' '''",
    'import sys',
    'from pip._internal.cli.main import main',
    'if __name__ == "__main__":',
    '    sys.exit(main())',
    '',
  ].join('\n');
  for (const name of ['pip', 'pip3']) {
    await writeFile(join(venvDir, 'bin', name), script);
    await chmod(join(venvDir, 'bin', name), 0o755);
  }
}

let template: Promise<string> | undefined;

/** The same folder for the whole life of this process; a failure is tried again. */
function templateVenv(): Promise<string> {
  template ??= makeTemplateVenv().catch((error: unknown) => {
    template = undefined;
    throw error;
  });
  return template;
}

async function makeTemplateVenv(): Promise<string> {
  const python = systemPython();
  const version = await runOrThrow(python, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
  return makeOnce(`world-venv-${version}-compiled`, async (folder) => {
    await runOrThrow(python, ['-m', 'venv', folder]);
    const pip = join(await sitePackagesOf(folder), 'pip');
    await runOrThrow(python, ['-m', 'compileall', '-q', '-f', '--invalidation-mode', 'unchecked-hash', pip]);
  });
}

/** Makes a cached folder once: built in a staging folder, renamed at the end, so that two worlds may try at the same time. */
export function makeOnce(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  return makeOnceIn(cacheFolder(), name, build);
}

async function makeOnceIn(parent: string, name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const target = join(parent, name);
  if (await exists(target)) return target;
  await mkdir(parent, { recursive: true });
  const staging = await mkdtemp(join(parent, `${name}-new-`));
  try {
    await build(staging);
    await rename(staging, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return target;
}

/** A cached folder on the volume where environments are made, so that they can link into it: itself, or a copy made once. */
async function nearTemporaries(folder: string, name: string): Promise<string> {
  const [there, here] = await Promise.all([stat(folder), stat(tmpdir())]);
  if (there.dev === here.dev) return folder;
  const parent = join(tmpdir(), 'comfyui-manager-world-parts');
  return makeOnceIn(parent, name, (staging) => cp(folder, staging, { recursive: true, verbatimSymlinks: true }));
}

/** Puts the real `uv` program into an environment; false with a reason when the machine's index cannot be reached. */
export async function addUv(venvDir: string): Promise<{ added: true } | { added: false; reason: string }> {
  try {
    const folder = await nearTemporaries(await packageFolder('uv', uvVersion), `uv-${uvVersion}`);
    const name = isWindows ? 'uv.exe' : 'uv';
    const from = join(folder, 'bin', name);
    const to = join(venvDir, isWindows ? 'Scripts' : 'bin', name);
    await link(from, to).catch(() => copyFile(from, to));
    return { added: true };
  } catch (error) {
    return { added: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * One Python package of the machine's index (`PIP_INDEX_URL` and the like count), unpacked once per machine into the cache folder.
 * Gives the folder; throws with pip's own words when the index does not have it or cannot be reached.
 */
export function packageFolder(name: string, version: string): Promise<string> {
  return makeOnce(`${name}-${version}`, async (folder) => {
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--disable-pip-version-check'];
    await runOrThrow(pythonOf(await templateVenv()), [...pip, '--target', folder, `${name}==${version}`]);
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
