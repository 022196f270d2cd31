import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { comfyCommits, firstTag, type ComfyCore } from './comfy-source';
import type { GitHost } from './git-host';
import { git } from './git-repos';
import { addUv, createVenv, pythonOf, sitePackagesOf } from './python-env';
import { publishReal, standAtCommit, type RealComfyUi } from './real-comfyui';
import { borrowEnvironment } from './real-environment';
import type { RegistryHost } from './registry/registry-host';
import { unpackWheel } from './wheel';
import { preinstalledWheels } from './wheels';
import type { FileMap } from './zip';

/** A ComfyUI installation of the world, and ways to put packs into it as a manager would have. */
export interface ComfyFolder {
  path: string;
  customNodesDir: string;
  userDir: string;
  venvDir: string;
  /** `pip` also where uv was wanted and could not be had. */
  pythonTool: 'uv' | 'pip';
  /** The checkout it is a clone of; null for the stand-in. */
  real: RealComfyUi | null;
  /** The environment's own interpreter. */
  python: string;
  /** Registry pack as the reference leaves it: files, `.tracking`; disabled ones under `.disabled/<id>@1_0_0`. Gives the folder. */
  placeRegistryPack(
    id: string,
    version: string,
    options?: { disabled?: boolean; folderName?: string },
  ): Promise<string>;
  /** Clone with a github.com remote. `cnrId` marks it as nightly; `behind` steps back so many commits. Gives the folder. */
  placeClone(
    owner: string,
    repo: string,
    options?: { folderName?: string; cnrId?: string; behind?: number },
  ): Promise<string>;
  /** Plain files below `custom_nodes`. */
  placeFiles(files: FileMap): Promise<void>;
}

const emptyFolders = [
  'models/checkpoints',
  'models/loras',
  'models/vae',
  'models/text_encoders',
  'models/diffusion_models',
]
  .concat(['models/controlnet', 'models/upscale_models', 'models/embeddings'])
  .concat(['custom_nodes', 'user/default', 'input', 'output']);

/** What a ComfyUI folder is made from. */
export interface ComfyOptions {
  path: string;
  git: GitHost;
  registry: RegistryHost;
  pythonTool: 'uv' | 'pip';
  core?: ComfyCore;
  /** A clone of this one instead of the stand-in. */
  real?: RealComfyUi | null;
  note: (text: string) => void;
}

/** Publishes ComfyUI on the git host and clones it: the real one where it stands, the stand-in at an earlier release on `master`. */
export async function createComfyFolder(options: ComfyOptions): Promise<ComfyFolder> {
  const { path, git: host, core = 'old', real } = options;
  const venvDir = join(path, 'venv');
  if (real) {
    await publishReal(host, real);
    await cloneAs({ host, owner: 'comfyanonymous', repo: 'ComfyUI', folder: path });
    await standAtCommit(path, host, real);
    await borrowEnvironment(real, venvDir, options.note);
  } else {
    await host.createRepo('comfyanonymous', 'ComfyUI', await comfyCommits(core));
    await cloneAs({ host, owner: 'comfyanonymous', repo: 'ComfyUI', folder: path });
    await git(['reset', '--quiet', '--hard', firstTag(core)], { cwd: path });
    await createVenv(venvDir);
    const sitePackages = await sitePackagesOf(venvDir);
    for (const wheel of preinstalledWheels) await unpackWheel(wheel, sitePackages);
  }
  for (const folder of emptyFolders) await mkdir(join(path, folder), { recursive: true });
  const hasUv = options.pythonTool === 'uv' && (await tryUv(venvDir, options.note));
  return describeFolder(options, { venvDir, pythonTool: hasUv ? 'uv' : 'pip' });
}

async function tryUv(venvDir: string, note: (text: string) => void): Promise<boolean> {
  const uv = await addUv(venvDir);
  if (!uv.added) note(`uv could not be had, pip is used instead: ${uv.reason}`);
  return uv.added;
}

function describeFolder(
  options: ComfyOptions,
  { venvDir, pythonTool }: Pick<ComfyFolder, 'venvDir' | 'pythonTool'>,
): ComfyFolder {
  const { path, git: host, registry } = options;
  const customNodesDir = join(path, 'custom_nodes');
  return {
    path,
    customNodesDir,
    userDir: join(path, 'user'),
    venvDir,
    pythonTool,
    real: options.real ?? null,
    python: pythonOf(venvDir),
    placeRegistryPack: async (id, version, { disabled = false, folderName } = {}) => {
      const pack = registry.packs().find((item) => item.id === id);
      const files = pack?.versions.find((item) => item.version === version)?.files;
      if (!files) throw new Error(`The world's registry has no ${id}@${version}`);
      const name = disabled ? join('.disabled', `${id}@${version.replaceAll('.', '_')}`) : (folderName ?? id);
      const folder = join(customNodesDir, name);
      await writeFiles(folder, { ...files, '.tracking': Object.keys(files).join('\n') });
      return folder;
    },
    placeClone: async (owner, repo, { folderName, cnrId, behind = 0 } = {}) => {
      const folder = join(customNodesDir, folderName ?? cnrId ?? repo);
      await cloneAs({ host, owner, repo, folder });
      if (behind > 0) await git(['reset', '--quiet', '--hard', `HEAD~${behind}`], { cwd: folder });
      if (cnrId !== undefined) await writeFile(join(folder, '.git', '.cnr-id'), cnrId);
      return folder;
    },
    placeFiles: (files) => writeFiles(customNodesDir, files),
  };
}

/** Clones from the host's own disk, which is fast, and leaves the address a user's clone would have. */
async function cloneAs(input: { host: GitHost; owner: string; repo: string; folder: string }): Promise<void> {
  const { host, owner, repo, folder } = input;
  await git(['clone', '--quiet', '--no-hardlinks', host.bareDir(owner, repo), folder]);
  await git(['remote', 'set-url', 'origin', `https://github.com/${owner}/${repo}`], { cwd: folder });
}

async function writeFiles(folder: string, files: FileMap): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
