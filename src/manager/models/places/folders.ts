import { join } from 'node:path';
import type { Installation } from '../../../contract/installation';
import type { ModelFolders } from '../../../contract/models';
import { readExtraPaths, type ExtraFolder } from './extra-paths';
import { baseFolders, outputFolders, registryFolders } from './folder-keys';
import { readLaunchFolders, type LaunchFolders } from './launch-folders';
import type { Message } from '../../../contract/text/message';

/** Where models live on this machine. */
export interface ModelPlaces {
  folders: ModelFolders;
  /** What a relative save path starts from: the models folder, or `download_model_base` of the paths file. */
  downloadBase: string;
  modelsDir: string;
  customNodesDir: string;
  /** What is wrong with the paths files, in words. */
  problem: Message | null;
}

/** Keys of a paths file that are no model folders. */
const otherKeys = ['custom_nodes', 'download_model_base'];

function addFolder(folders: Map<string, string[]>, { key, folder, isDefault }: ExtraFolder): void {
  const known = folders.get(key) ?? [];
  const others = known.filter((each) => each !== folder);
  if (isDefault) folders.set(key, [folder, ...others]);
  else if (others.length === known.length) folders.set(key, [...known, folder]);
}

/** The folder registry as ComfyUI builds it at start: its own table, then the paths files, then its output folder (docs/reference/on-disk.md 11). */
export function buildFolders(
  { baseDir, modelsDir, outputDir }: { baseDir: string } & Pick<LaunchFolders, 'modelsDir' | 'outputDir'>,
  extra: readonly ExtraFolder[],
): ModelFolders {
  const folders = new Map<string, string[]>();
  for (const [key, names] of Object.entries(registryFolders)) {
    folders.set(
      key,
      names.map((name) => join(modelsDir, name)),
    );
  }
  for (const key of baseFolders) folders.set(key, [join(baseDir, key)]);
  for (const item of extra) if (!otherKeys.includes(item.key)) addFolder(folders, item);
  for (const [key, name] of Object.entries(outputFolders)) {
    addFolder(folders, { key, folder: join(outputDir, name), isDefault: false });
  }
  return Object.fromEntries(folders);
}

/**
 * Reads the places of an installation from disk, so that a change of a paths file shows at once. `given` are the arguments ComfyUI is
 * started with, as it names them inside.
 */
export async function readPlaces(
  installation: Installation,
  given: Readonly<Record<string, unknown>> = {},
): Promise<ModelPlaces> {
  const { baseDir, comfyDir, customNodesDir } = installation;
  const launch = readLaunchFolders(installation, given);
  const { folders: extra, problem } = await readExtraPaths(comfyDir, launch.pathFiles);
  const bases = new Map<string, string[]>();
  for (const item of extra) if (item.key === 'download_model_base') addFolder(bases, item);
  return {
    folders: buildFolders({ baseDir, ...launch }, extra),
    downloadBase: bases.get('download_model_base')?.[0] ?? launch.modelsDir,
    modelsDir: launch.modelsDir,
    customNodesDir,
    problem,
  };
}
