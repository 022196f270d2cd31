import { titleOfCache } from '../../../src/contract/text/cache-titles';
import { shortenVersion } from '../../../src/contract/text/version';
import { formatList, lastSegment } from '../../texts/formatting';
import { findTaskPack, listTaskNames } from './pack-activity';
import type { FindPack } from './pack-index';

const knownKinds = [
  'install',
  'update',
  'enable',
  'disable',
  'fix',
  'choose-groups',
  'uninstall',
  'update-all',
  'update-comfyui',
  'switch-comfyui',
  'install-model',
  'remove-model',
  'install-packages',
  'install-archive',
  'repair-packages',
  'create-environment',
  'switch-environment',
  'remove-environment',
  'clean-cache',
  'rehearse-updates',
  'put-in-order',
  'restore-snapshot',
  'undo',
] as const;

/** A kind of task that the texts have words for; everything else is `other`. */
export type KnownKind = (typeof knownKinds)[number] | 'other';

type TaskParams = Readonly<Record<string, unknown>>;

/** The kind for which the texts have words. Another version of ComfyUI that was asked for by name is no update to whom it reads. */
export function knowKind(kind: string, params: TaskParams = {}): KnownKind {
  if (kind === 'update-comfyui' && typeof params['target_version'] === 'string') return 'switch-comfyui';
  if (kind === 'fix' && Array.isArray(params['optional_groups'])) return 'choose-groups';
  return knownKinds.find((known) => known === kind) ?? 'other';
}

/** A trial may be of a hundred packs: nobody reads more names than these. */
const namedPacks = 3;

function nameSome(names: readonly string[]): string {
  return formatList(names.length > namedPacks ? [...names.slice(0, namedPacks), '…'] : names);
}

/** What a task without a pack is about: a model's name, a cache, a snapshot's name, the names of Python packages, an archive, a version of ComfyUI. */
function nameOther({ name, target, packages, packs, path, target_version: version }: TaskParams): string {
  if (typeof version === 'string') return shortenVersion(version);
  if (Array.isArray(packages)) return formatList(packages.map(String));
  if (Array.isArray(packs) && typeof name !== 'string') return nameSome(packs.map(String));
  if (typeof path === 'string' && typeof name !== 'string') return lastSegment(path);
  return titleOfCache(name) ?? [name, target].find((text): text is string => typeof text === 'string') ?? '';
}

/** What to call the subject of a task: the title of its pack, else the last part of the name that the task gives. */
export function nameTask(params: TaskParams, findPack: FindPack): string {
  const [name] = listTaskNames(params);
  if (name === undefined) return nameOther(params);
  return findTaskPack(params, findPack)?.title ?? lastSegment(name).replace(/\.git$/u, '');
}
