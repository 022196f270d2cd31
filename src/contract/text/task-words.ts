import { ownEnvironment } from '../python/own-environment';
import { titleOfCache } from './cache-titles';
import { readSnapshotName } from './snapshot-name';
import { shortenVersion } from './version';

/** A task that is to be done, is under way, was done, or failed. */
export type TaskForm = 'todo' | 'doing' | 'done' | 'failure';

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
  'link-models',
  'move-model',
  'rename-model',
  'use-models-folder',
  'stop-models-folder',
  'move-models-folder',
  'install-packages',
  'install-archive',
  'repair-packages',
  'create-environment',
  'switch-environment',
  'use-own-environment',
  'remove-environment',
  'clean-cache',
  'rehearse-updates',
  'put-in-order',
  'restore-snapshot',
  'undo',
] as const;

/** A kind of task that the texts have words for; everything else is `other`. */
export type KnownKind = (typeof knownKinds)[number] | 'other';

/** Kinds of which several have a sentence of their own. */
const manyKinds = [
  'install',
  'update',
  'enable',
  'disable',
  'uninstall',
  'install-model',
  'remove-model',
  'link-models',
  'move-model',
  'undo',
] as const;
export type ManyKind = (typeof manyKinds)[number];

/** Who puts tasks into words: the window, or the shell, in the language of each. The sentences are those of `tasks/*.json`. */
export interface TaskSpeaker {
  /** One of the sentences of a form. What is gone back to is a time, where a snapshot has no name that says anything. */
  describeOne: (form: TaskForm, kind: KnownKind | 'go-back', name: string) => string;
  /** One about several tasks of a kind. */
  describeMany: (form: 'todo' | 'done', kind: ManyKind, count: number) => string;
  /** The first task, and how many more there are. */
  andMore: (title: string, count: number) => string;
  /** The title of the pack with a name; undefined while no list is known to have it. */
  titleOf: (name: string) => string | undefined;
  formatMoment: (ms: number) => string;
  formatList: (names: readonly string[]) => string;
}

type Naming = Pick<TaskSpeaker, 'titleOf' | 'formatList'>;
export type TaskParams = Readonly<Record<string, unknown>>;

/** A task as queue and history have it, with its parameters, or as records have it, with its target alone. */
export interface WordedTask {
  kind: string;
  params?: TaskParams | undefined;
  target?: string | undefined;
  /** Of an undo the kind of the task that it takes back. */
  undone?: string | null | undefined;
}

/** Kinds that read as another one with some parameters: a version of ComfyUI that was asked for by name is no update to whom it reads. */
const variants: Readonly<Record<string, readonly [hasIt: (params: TaskParams) => boolean, reads: KnownKind]>> = {
  'update-comfyui': [({ target_version: version }) => typeof version === 'string', 'switch-comfyui'],
  'move-model': [({ new_name: name }) => typeof name === 'string', 'rename-model'],
  'use-models-folder': [({ stop }) => stop === true, 'stop-models-folder'],
  fix: [({ optional_groups: groups }) => Array.isArray(groups), 'choose-groups'],
};

/** The kind for which the texts have words. */
export function knowKind(kind: string, params: TaskParams = {}): KnownKind {
  const [hasIt, reads] = (Object.hasOwn(variants, kind) ? variants[kind] : null) ?? [];
  if (reads !== undefined && hasIt?.(params) === true) return reads;
  return knownKinds.find((known) => known === kind) ?? 'other';
}

const namingParams = ['id', 'node_name', 'cnr_id', 'repository'] as const;

/** The names a task gives to its pack, as written. An undo has that of the task it takes back. */
export function listTaskNames(params: TaskParams): string[] {
  const names = typeof params['undo_ui_id'] === 'string' ? (['target'] as const) : namingParams;
  return names.flatMap((name) => {
    const value = params[name];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}

/** A trial may be of a hundred packs: nobody reads more names than these. */
const namedPacks = 3;

function nameSome(names: readonly string[], { formatList }: Naming): string {
  return formatList(names.length > namedPacks ? [...names.slice(0, namedPacks), '…'] : names);
}

const lastSegment = (path: string): string => path.split(/[\\/]/u).findLast((segment) => segment !== '') ?? path;

/** What a task without a pack is about: a model's name, a cache, a snapshot's name, the names of Python packages, an archive, a version of ComfyUI. */
function nameOther(params: TaskParams, naming: Naming): string {
  const { name, target, packages, packs, to, path = to, target_version: version } = params;
  if (typeof version === 'string') return shortenVersion(version);
  if (Array.isArray(packages)) return naming.formatList(packages.map(String));
  if (Array.isArray(packs) && typeof name !== 'string') return nameSome(packs.map(String), naming);
  if (typeof path === 'string' && typeof name !== 'string') return lastSegment(path);
  return titleOfCache(name) ?? [name, target].find((text): text is string => typeof text === 'string') ?? '';
}

const namePack = (name: string): string => lastSegment(name).replace(/\.git$/u, '');

/** What to call the subject of a task: the title of its pack, else the last part of the name that the task gives. */
export function nameTask(params: TaskParams, naming: Naming): string {
  const names = listTaskNames(params);
  const [name] = names;
  if (name === undefined) return nameOther(params, naming);
  return names.map(naming.titleOf).find((title) => title !== undefined) ?? namePack(name);
}

/** Kinds whose target is a name already, and no pack's. */
const namedAsTheyAre: ReadonlySet<KnownKind> = new Set([
  ...(['install-model', 'remove-model', 'link-models', 'move-model', 'use-models-folder'] as const),
  ...(['move-models-folder', 'install-packages'] as const),
]);

function titleOfTarget(kind: KnownKind, target: string, { titleOf }: Naming): string {
  return namedAsTheyAre.has(kind) ? target : (titleOf(target) ?? namePack(target));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function describeRestore(speaker: TaskSpeaker, form: TaskForm, snapshot: string): string {
  const { label, takenAtMs, isAutomatic } = readSnapshotName(snapshot);
  const name = label !== '' || takenAtMs === null ? label || snapshot : speaker.formatMoment(takenAtMs);
  return speaker.describeOne(form, isAutomatic ? 'go-back' : 'restore-snapshot', name);
}

const targetOf = ({ params, target }: WordedTask): string => textOf(params?.['target']) || (target ?? '');

/** What an undo takes back, in words. */
function describeUndone(speaker: TaskSpeaker, task: WordedTask): string {
  const kind = textOf(task.params?.['kind']) || (task.undone ?? '');
  const target = targetOf(task);
  if (kind === '' || kind === 'undo') return titleOfTarget('undo', target, speaker);
  return describeTask(speaker, { kind, target }, 'todo');
}

/** Puts a task into words: with the title of its pack, the name of its snapshot, and of an undo what it takes back. */
export function describeTask(speaker: TaskSpeaker, task: WordedTask, form: TaskForm = 'todo'): string {
  if (task.kind === 'undo') return speaker.describeOne(form, 'undo', describeUndone(speaker, task));
  if (task.kind === 'restore-snapshot') return describeRestore(speaker, form, targetOf(task));
  const { params = {}, target = '' } = task;
  const kind = knowKind(task.kind, params);
  const name = nameTask(params, speaker) || titleOfTarget(kind, target, speaker);
  // The environment of the installation has no name that a person knows.
  const isOwn = kind === 'switch-environment' && name === ownEnvironment;
  return speaker.describeOne(form, isOwn ? 'use-own-environment' : kind, name);
}

/** Puts several tasks into words: those of one kind as one sentence, others by the first and a number. Empty without one. */
export function describeTaskList(speaker: TaskSpeaker, tasks: readonly WordedTask[], form: 'todo' | 'done'): string {
  const [first, ...others] = tasks;
  if (first === undefined) return '';
  const many = manyKinds.find((kind) => tasks.every((task) => task.kind === kind));
  if (many !== undefined && others.length > 0) return speaker.describeMany(form, many, tasks.length);
  const title = describeTask(speaker, first, form);
  return others.length === 0 ? title : speaker.andMore(title, others.length);
}
