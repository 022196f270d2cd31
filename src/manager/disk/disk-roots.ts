import { dirname, basename, join, resolve } from 'node:path';
import { pathExists } from '../../base/files/files';
import type { Installation } from '../../contract/installation';
import type { ModelFolders } from '../../contract/models';
import type { Paths } from '../installation/paths';
import type { PythonEnvironment } from '../python/environment/environment';
import type { MeasuredRoot } from './measure-folders';

/** What tells where the parts of an installation lie. */
export interface RootSources {
  installation: Installation;
  paths: Paths;
  models: {
    /** ComfyUI's folder registry, the folders of its paths files included; the models folder itself comes first. */
    folders: () => Promise<{ modelsDir: string; folders: ModelFolders }>;
    /** Where parts of downloads lie on further volumes. */
    partHomes: () => Promise<readonly string[]>;
  };
  /** The trash of further volumes. */
  moreTrash: () => Promise<readonly string[]>;
  /** Throws when there is no Python. */
  environment: () => Promise<PythonEnvironment>;
  /** The arguments ComfyUI is started with, as it names them inside; throws when they cannot be read. */
  launchArguments: () => Readonly<Record<string, unknown>>;
}

function readArguments({ launchArguments }: RootSources): Readonly<Record<string, unknown>> {
  try {
    return launchArguments();
  } catch {
    // ComfyUI would not start with them; its usual folders are what is there.
    return {};
  }
}

/** Output, input and temp of ComfyUI, wherever its arguments put them; `--temp-directory` names the folder above `temp`. */
function workFolders(sources: RootSources): MeasuredRoot[] {
  const { baseDir, comfyDir } = sources.installation;
  const given = readArguments(sources);
  const folderOf = (name: string, otherwise: string): string => {
    const value = given[name];
    return typeof value === 'string' ? resolve(comfyDir ?? baseDir, value) : otherwise;
  };
  const tempParent = folderOf('temp_directory', baseDir);
  return [
    { part: 'output', path: folderOf('output_directory', join(baseDir, 'output')), followsLinks: false },
    { part: 'input', path: folderOf('input_directory', join(baseDir, 'input')), followsLinks: false },
    { part: 'temp', path: join(tempParent, 'temp'), followsLinks: false },
  ];
}

/** The folder of the environment, where it is one; of a Python that the whole system shares, only what is installed into it. */
async function pythonFolders(environment: PythonEnvironment): Promise<string[]> {
  const programs = dirname(environment.interpreter);
  const isBelow = ['bin', 'scripts'].includes(basename(programs).toLowerCase());
  const folder = isBelow ? dirname(programs) : programs;
  const isOwn = environment.isEmbedded || (await pathExists(join(folder, 'pyvenv.cfg')));
  const isConda = await pathExists(join(folder, 'conda-meta'));
  return isOwn || isConda ? [folder] : [...environment.sitePackagesDirs];
}

async function pythonRoots({ environment }: RootSources): Promise<MeasuredRoot[]> {
  const folders = await environment().then(pythonFolders, () => []);
  return folders.map((path) => ({ part: 'python', path, followsLinks: false }));
}

async function modelRoots({ models }: RootSources): Promise<MeasuredRoot[]> {
  const { modelsDir, folders } = await models.folders();
  const paths = new Set([modelsDir, ...Object.values(folders).flat()]);
  return [...paths].map((path) => ({ part: 'models', path, followsLinks: true }));
}

/**
 * Every folder of an installation that is worth a line, what is special before what is general: ComfyUI's own folder comes last and gets
 * what is left, its code and `.git` above all.
 */
export async function listRoots(sources: RootSources): Promise<MeasuredRoot[]> {
  const { installation, paths } = sources;
  const [models, python] = await Promise.all([modelRoots(sources), pythonRoots(sources)]);
  const [trash, parts] = await Promise.all([sources.moreTrash(), sources.models.partHomes()]);
  const own = [paths.managerDir, paths.stagingDir, paths.trashDir, ...trash, ...parts];
  return [
    ...models,
    ...python,
    ...own.map((path): MeasuredRoot => ({ part: 'manager', path, followsLinks: false })),
    { part: 'packs', path: paths.customNodesDir, followsLinks: false },
    ...workFolders(sources),
    { part: 'comfyui', path: installation.comfyDir ?? installation.baseDir, followsLinks: false },
  ];
}
