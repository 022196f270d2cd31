import { access, readFile, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { GitHost } from './git-host';
import { git } from './git-repos';
import { pythonOf } from './python-env';

/** A checkout of the real ComfyUI, as it was found. It is only ever read: the world works on a clone of it. */
export interface RealComfyUi {
  folder: string;
  /** The commit it stands at; what is not committed does not come along. */
  commit: string;
  /** As its `comfyui_version.py` says, e.g. `0.19.3`. */
  version: string;
  /** Its own Python environment; null when it has none. */
  venvDir: string | null;
}

/** The checkout that `COMFYUI_SRC` names, or null when the variable is not set. Throws one sentence when the folder is no such checkout. */
export async function givenComfyUi(): Promise<RealComfyUi | null> {
  const folder = process.env['COMFYUI_SRC'];
  return folder ? recogniseComfyUi(folder) : null;
}

const landmarks = ['main.py', 'nodes.py', 'server.py', 'requirements.txt', join('comfy', 'cli_args.py')];

/** Throws one sentence that says what is wrong with the folder and what to do. */
export async function recogniseComfyUi(given: string): Promise<RealComfyUi> {
  const wanted = resolve(given);
  const folder = await realpath(wanted).catch(() => null);
  if (folder === null) throw wrong(wanted, 'is not there. Name the folder of a ComfyUI checkout, or unset it');
  for (const name of landmarks) {
    if (!(await isThere(join(folder, name)))) {
      throw wrong(wanted, `is no ComfyUI: it has no ${name}. Name the folder that ComfyUI's main.py lies in`);
    }
  }
  const top = await git(['rev-parse', '--show-toplevel'], { cwd: folder }).catch(() => '');
  if (top === '' || (await realpath(top)) !== folder) {
    throw wrong(wanted, 'is not under git, and the world works on a clone. Name a checkout made with `git clone`');
  }
  const commit = await git(['rev-parse', 'HEAD'], { cwd: folder });
  return { folder, commit, version: await readVersion(folder), venvDir: await findVenv(folder) };
}

function wrong(folder: string, what: string): Error {
  return new Error(`COMFYUI_SRC: ${folder} ${what}.`);
}

/** Releases before 0.3.5 have no such file. */
async function readVersion(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'comfyui_version.py'), 'utf8').catch(() => '');
  return /__version__ = "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** In the checkout or beside it, as people make them. */
async function findVenv(folder: string): Promise<string | null> {
  for (const parent of [folder, dirname(folder)]) {
    for (const name of ['venv', '.venv']) {
      const found = join(parent, name);
      if (await isThere(pythonOf(found))) return found;
    }
  }
  return null;
}

/** Puts all its commits, branches and tags on the git host as `comfyanonymous/ComfyUI`, whose `master` the world's folder follows. */
export async function publishReal(host: GitHost, real: RealComfyUi): Promise<void> {
  const bare = host.bareDir('comfyanonymous', 'ComfyUI');
  await git(['clone', '--quiet', '--bare', real.folder, bare]);
  const hasMaster = await git(['rev-parse', '--verify', '--quiet', 'refs/heads/master'], { cwd: bare }).catch(() => '');
  if (hasMaster === '') await git(['update-ref', 'refs/heads/master', real.commit], { cwd: bare });
  await git(['symbolic-ref', 'HEAD', 'refs/heads/master'], { cwd: bare });
  for (const option of ['allowFilter', 'allowAnySHA1InWant']) {
    await git(['config', `uploadpack.${option}`, 'true'], { cwd: bare });
  }
  host.adopt('comfyanonymous', 'ComfyUI');
}

/** Moves a clone to the commit the checkout stands at, also when no branch leads there. */
export async function standAtCommit(folder: string, host: GitHost, real: RealComfyUi): Promise<void> {
  await git(['fetch', '--quiet', host.bareDir('comfyanonymous', 'ComfyUI'), real.commit], { cwd: folder });
  await git(['reset', '--quiet', '--hard', real.commit], { cwd: folder });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
