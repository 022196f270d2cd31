import { z } from 'zod';
import { UpdateComfyParams } from '../comfyui/comfyui-versions';
import { CleanCacheParams } from '../disk';
import { MoveModelsFolderParams, UseModelsFolderParams } from '../models-folder';
import { InstallModelParams, LinkModelsParams, MoveModelParams, RemoveModelParams } from '../models';
import {
  DisableParams,
  EnableParams,
  FixParams,
  InstallArchiveParams,
  InstallParams,
  UninstallParams,
  UpdateAllParams,
  UpdateParams,
} from '../packs/pack-params';
import { InstalledPacks } from '../packs/local-packs';
import { InstallPackagesParams, RepairPackagesParams } from '../python/package-params';
import { Rehearsal, RehearseUpdatesParams } from '../library/rehearsal';
import { CreateEnvironmentParams, NamedEnvironmentParams } from '../python/environments';
import { RestoreSnapshotParams } from '../snapshots';

/** Callers choose task ids; they are shown, stored and compared, never used as a path. */
export const UiId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\u0000-\u001f\u007f]+$/u, 'An id has no control characters.');
export const ClientId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\u0000-\u001f\u007f]+$/u, 'An id has no control characters.');

const task = <K extends string, P extends z.ZodType>(kind: K, params: P) =>
  z.object({ ui_id: UiId, client_id: ClientId, kind: z.literal(kind), params });

/** Parameters of kind `undo`: the task whose change is taken back, and what it was, so that it can be shown. */
export const UndoParams = z.object({
  undo_ui_id: UiId,
  kind: z.string().max(100).optional(),
  target: z.string().max(1000).optional(),
});
export type UndoParams = z.infer<typeof UndoParams>;

/** A task, told apart by `kind`: params of one kind never pass for those of another. */
export const QueueTask = z.discriminatedUnion('kind', [
  task('install', InstallParams),
  task('uninstall', UninstallParams),
  task('update', UpdateParams),
  task('fix', FixParams),
  task('disable', DisableParams),
  task('enable', EnableParams),
  task('update-all', UpdateAllParams),
  task('update-comfyui', UpdateComfyParams),
  task('install-model', InstallModelParams),
  task('remove-model', RemoveModelParams),
  task('link-models', LinkModelsParams),
  task('move-model', MoveModelParams),
  task('use-models-folder', UseModelsFolderParams),
  task('move-models-folder', MoveModelsFolderParams),
  task('restore-snapshot', RestoreSnapshotParams),
  task('install-packages', InstallPackagesParams),
  task('install-archive', InstallArchiveParams),
  task('repair-packages', RepairPackagesParams),
  task('create-environment', CreateEnvironmentParams),
  task('switch-environment', NamedEnvironmentParams),
  task('remove-environment', NamedEnvironmentParams),
  task('clean-cache', CleanCacheParams),
  task('rehearse-updates', RehearseUpdatesParams),
  task('undo', UndoParams),
]);
export type QueueTask = z.infer<typeof QueueTask>;
export type TaskKind = QueueTask['kind'];
export type TaskOf<K extends TaskKind> = Extract<QueueTask, { kind: K }>;
/** Kinds that leave alone what ComfyUI runs, and what a snapshot names: a model, a cache and an environment beside the one in use are no part of either, `update-all` only adds other tasks, and a rehearsal changes nothing. */
export const kindsWithoutCode: readonly string[] = [
  'install-model',
  'remove-model',
  'link-models',
  'move-model',
  'use-models-folder',
  'move-models-folder',
  'update-all',
  'remove-environment',
  'clean-cache',
  'rehearse-updates',
] satisfies readonly TaskKind[];
/** The kinds that work on one pack. */
export const packTaskKinds = [
  'install',
  'uninstall',
  'update',
  'fix',
  'disable',
  'enable',
] as const satisfies TaskKind[];
export type PackTaskKind = (typeof packTaskKinds)[number];

/** `status_str` of the wire: `success` is the only word web UIs count as success. */
export const TaskStatus = z.object({
  status_str: z.enum(['success', 'error', 'skip', 'failed', 'skipped']),
  completed: z.boolean(),
  messages: z.array(z.string()),
});
export type TaskStatus = z.infer<typeof TaskStatus>;

/** Sentences in parts (`Message`) beside those in English of the same names, for readers that speak another language. */
const Words = z.looseObject({}).optional();

/** What became of one item of a task that does many things (a snapshot restore). */
export const TaskItemResult = z.object({
  name: z.string(),
  /** One or two words: what was to be done. */
  action: z.string(),
  status: z.enum(['done', 'unchanged', 'failed']),
  message: z.string(),
});
export type TaskItemResult = z.infer<typeof TaskItemResult>;

/**
 * How a task ended: expected outcomes are values. A `warning` was done as well, and there is something about it that a person must know.
 * `failed` carries the wire form of the error.
 */
export const TaskOutcome = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'),
    message: z.string(),
    items: z.array(TaskItemResult).optional(),
    rehearsal: Rehearsal.optional(),
    words: Words,
  }),
  z.object({
    status: z.literal('warning'),
    message: z.string(),
    /** One sentence each. */
    warnings: z.array(z.string()).min(1),
    items: z.array(TaskItemResult).optional(),
    rehearsal: Rehearsal.optional(),
    words: Words,
  }),
  z.object({ status: z.literal('skipped'), message: z.string(), words: Words }),
  z.object({
    status: z.literal('failed'),
    error: z.looseObject({ error: z.string(), message: z.string(), code: z.string(), remedy: z.string().optional() }),
    items: z.array(TaskItemResult).optional(),
  }),
]);
export type TaskOutcome = z.infer<typeof TaskOutcome>;

/** A finished task. The nine wire fields come first; `outcome`, `target` and `started_at` are ours and ignored by others. */
export const HistoryItem = z.object({
  ui_id: z.string(),
  client_id: z.string(),
  kind: z.string(),
  /** RFC 3339 with offset: completion time. */
  timestamp: z.string(),
  result: z.string(),
  status: TaskStatus,
  batch_id: z.string().nullable(),
  end_time: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  outcome: TaskOutcome,
  target: z.string(),
  started_at: z.string(),
});
export type HistoryItem = z.infer<typeof HistoryItem>;

export const QueueStatus = z.object({
  total_count: z.int(),
  done_count: z.int(),
  in_progress_count: z.int(),
  pending_count: z.int(),
  is_processing: z.boolean(),
  client_id: z.string().optional(),
});
export type QueueStatus = z.infer<typeof QueueStatus>;

/** The `state` of every task event: always all four members (web UIs replace their copy with it). */
export const QueueState = z.object({
  history: z.record(z.string(), HistoryItem),
  running_queue: z.array(QueueTask),
  pending_queue: z.array(QueueTask),
  installed_packs: InstalledPacks,
});
export type QueueState = z.infer<typeof QueueState>;

/** Progress of the running task. Bytes are known only while something is downloaded. */
export const TaskProgress = z.object({
  ui_id: z.string(),
  /** The step in one or two words, e.g. `Downloading`, `Installing requirements`. */
  phase: z.string(),
  message: z.string(),
  bytesDone: z.number().nullable(),
  bytesTotal: z.number().nullable(),
  /** 0 to 1 over the whole task, never going back; null when nobody can tell. */
  fraction: z.number().nullable(),
  words: Words,
});
export type TaskProgress = z.infer<typeof TaskProgress>;

/** What the window and the tray show of the queue, in one snapshot. */
/**
 * A task that waits for a person. `unverified`: it came with the folder, and this account has not ordered it; it runs for whoever resumes it. `ended-twice`: it
 * was running at two ends of the app in a row.
 */
const HeldTask = z.object({
  ui_id: z.string(),
  kind: z.string(),
  target: z.string(),
  why: z.enum(['unverified', 'ended-twice']),
});
export type HeldTask = z.infer<typeof HeldTask>;

export const QueueView = z.object({
  running: z.array(z.object({ task: QueueTask, startedAt: z.string(), progress: TaskProgress.nullable() })),
  pending: z.array(QueueTask),
  /** Those of them that a person has paused, by their id. Left out: none. */
  paused: z.array(z.string()).optional(),
  /** Those of the paused that a person has to decide about, by resuming or cancelling each. Left out: none. */
  held: z.array(HeldTask).optional(),
  /** Downloads that wait for their hours, and until when, e.g. `22:00`; one that is resumed begins now. Left out: none. */
  waiting: z.object({ until: z.string(), ids: z.array(z.string()) }).optional(),
  /** Newest first. */
  finished: z.array(HistoryItem),
  /** Finished in another installation, whose history came here; newest first. Nothing of them was done here. Left out of a change that leaves them as they are. */
  carried: z.array(HistoryItem).optional(),
  isPaused: z.boolean(),
  isProcessing: z.boolean(),
  /** How many batches have ended since the installation was opened, their records written: one may end while another lane goes on. Left out: none. */
  batchesEnded: z.int().optional(),
});
export type QueueView = z.infer<typeof QueueView>;
