import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { wholeRepository, type InstallModelParams } from '../../../contract/models';
import { findNameProblem } from '../../../base/archives/archive-names';
import { keyForType, registryKey } from './folder-keys';
import type { ModelPlaces } from './folders';

/** Where a model goes. */
export interface ModelTarget {
  /** Absolute folder. */
  dir: string;
  /** The real path of `dir` must lie in one of these, or be one. */
  roots: string[];
  /** Folder name of the pack it goes into; null for a model folder. */
  pack: string | null;
}

type TargetRequest = Pick<InstallModelParams, 'type' | 'save_path'>;

function refused(path: string, problem: Message): AppError {
  return new AppError('path-outside-root', msg`The save path "${path}" was refused: it ${problem}.`, {
    remedy: msg`Use "default", or a plain path below the models folder.`,
  });
}

/** The roots a model may be written to: every folder of the registry and the base of downloads. */
export function modelRoots({ folders, downloadBase }: ModelPlaces): string[] {
  return [...new Set([downloadBase, ...Object.values(folders).flat()])];
}

function packTarget(savePath: string, segments: readonly string[], { customNodesDir }: ModelPlaces): ModelTarget {
  const [pack, ...rest] = segments;
  if (pack === undefined) throw refused(savePath, msg`names no pack below custom_nodes`);
  const root = join(customNodesDir, pack);
  return { dir: join(root, ...rest), roots: [root], pack };
}

/**
 * Decides where a model goes, by `save_path`, else by `type` (docs/reference/on-disk.md 12); a type that nothing maps goes to `etc`. Pure.
 * Throws `path-outside-root` for a path that is not plain.
 */
export function decideTarget({ type, save_path: request }: TargetRequest, places: ModelPlaces): ModelTarget {
  const savePath = request ?? 'default';
  const roots = modelRoots(places);
  if (savePath === '' || savePath === 'default') {
    const key = keyForType(type, places.folders);
    const dir = key === null ? undefined : places.folders[key]?.[0];
    return { dir: dir ?? join(places.downloadBase, 'etc'), roots, pack: null };
  }
  const problem = findNameProblem(savePath, 'win32');
  if (problem !== null) throw refused(savePath, problem);
  const segments = savePath.split('/').filter((segment) => segment !== '');
  if (segments[0]?.toLowerCase() === 'custom_nodes') return packTarget(savePath, segments.slice(1), places);
  return { dir: join(places.downloadBase, ...segments), roots, pack: null };
}

/** The name below the target folder: the file's, for a whole repository its own, for a zip the name without ending. */
export function nameInTarget({ filename, url }: Pick<InstallModelParams, 'filename' | 'url'>): string {
  const name = filename === wholeRepository ? (url.split('/').at(-1) ?? '') : filename.replace(/\.zip$/i, '');
  const problem = name.includes('/') ? msg`names a folder` : findNameProblem(name, 'win32');
  if (problem !== null) throw refused(name, problem);
  return name;
}

/** Further folders in which ComfyUI finds a model of this request: the same place below each folder of its key. */
export function sameKeyFolders({ type, save_path: request }: TargetRequest, { folders }: ModelPlaces): string[] {
  const segments = (request ?? 'default').split('/');
  const isDefault = segments[0] === 'default' || segments[0] === '';
  const key = isDefault ? keyForType(type, folders) : registryKey(segments[0] ?? '');
  const rest = isDefault ? [] : segments.slice(1);
  if (key === null || !Object.hasOwn(folders, key)) return [];
  return (folders[key] ?? []).map((folder) => join(folder, ...rest));
}
