import { z } from 'zod';
import { Notice } from './text/notice';

/** One thing that is otherwise on disk than it was before a batch of tasks. */
export const DiskChange = z.object({
  subject: z.enum(['comfyui', 'pack', 'python', 'model', 'setting']),
  /** Registry id or folder, package, path below the model folder, or key of config.ini. */
  name: z.string(),
  /** `switch`: another version, size or value of what was there before. */
  action: z.enum(['add', 'remove', 'switch', 'enable', 'disable']),
  /** Version or value before and after; null where there was or is none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Of a model: its size, of a removed one the size it had. */
  sizeBytes: z.number().nullable(),
});
export type DiskChange = z.infer<typeof DiskChange>;

/**
 * Whether a batch can be taken back. `snapshot`: an automatic snapshot was taken before it and is still there. `no-snapshot`: none was
 * taken, or it is gone. `only-models`: no snapshot holds models. `nothing-changed`: there is nothing to take back. `taken-back`: a later
 * restore has done it. `unknown`: nobody wrote down what was there afterwards. `elsewhere`: it was made in another installation, whose history came here.
 */
export const BatchUndo = z.object({
  state: z.enum(['snapshot', 'no-snapshot', 'only-models', 'nothing-changed', 'taken-back', 'unknown', 'elsewhere']),
  /** The snapshot to restore; set with `snapshot` alone. */
  snapshot: z.string().nullable(),
  /** How many later batches a restore takes back as well. */
  laterBatches: z.int(),
  /** With `taken-back`, what the restore left as the batch had made it: Python packages that it brought, and models. */
  stays: z.object({ python: z.int(), model: z.int() }),
});
export type BatchUndo = z.infer<typeof BatchUndo>;

/** A finished task of a batch, in the words of its record. */
export const BatchTask = z.object({
  ui_id: z.string(),
  kind: z.string(),
  target: z.string(),
  result: z.enum(['success', 'failed', 'skipped']),
  /** Why it failed. */
  error: z.string().nullable(),
  /** Of an undo the kind of the task that it took back; null for other tasks, and in records that do not tell. */
  undone: z.string().nullable(),
});
export type BatchTask = z.infer<typeof BatchTask>;

/** How many things of each subject changed. */
export const ChangeCounts = z.object({
  comfyui: z.int(),
  pack: z.int(),
  python: z.int(),
  model: z.int(),
  setting: z.int(),
});
export type ChangeCounts = z.infer<typeof ChangeCounts>;

/** A batch of tasks: everything from the first task until the queue was empty again. */
export const BatchSummary = z.object({
  id: z.string(),
  /** RFC 3339. */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  tasks: z.array(BatchTask),
  /** Null when nobody wrote down what was there afterwards. */
  counts: ChangeCounts.nullable(),
  undo: BatchUndo,
  /** The automatic snapshot taken before it, whatever became of it since; null when there is none. */
  takenBefore: z.string().nullable(),
});
export type BatchSummary = z.infer<typeof BatchSummary>;

/** What a batch changed; `isKnown` is false when nobody wrote down what was there afterwards. */
export const BatchChanges = z.object({ changes: z.array(DiskChange), isKnown: z.boolean() });
export type BatchChanges = z.infer<typeof BatchChanges>;

/** One thing that taking a change back does. */
export const UndoStep = z.object({
  subject: z.enum(['pack', 'python', 'model', 'comfyui', 'environment']),
  /** Folder or file of a pack, a Python package, the file or folder of a model, `ComfyUI`, or the environment that ComfyUI uses from then on. */
  name: z.string(),
  /** `switch`: another version of what is there. `choose`: other optional groups of a pack. */
  action: z.enum(['put-back', 'remove', 'switch', 'enable', 'disable', 'choose']),
  /** Version now and afterwards, of ComfyUI the commit; null where there is none. With `choose` the groups in brackets, as in `[face, video]`. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type UndoStep = z.infer<typeof UndoStep>;

/**
 * Whether one change can be taken back by itself. `stands`: later changes stand on it. `changed`: something else has changed what it left.
 * `gone`: what it replaced is not in the trash any more. `unknown`: no record of it was kept.
 */
export const UndoState = z.enum(['possible', 'taken-back', 'stands', 'changed', 'gone', 'unknown']);
export type UndoState = z.infer<typeof UndoState>;

/** The task of a change. */
export const UndoTask = z.object({ ui_id: z.string(), kind: z.string(), target: z.string() });
export type UndoTask = z.infer<typeof UndoTask>;

/**
 * A task whose change was written down. `alone`: one change, which can be taken back by itself unless its plan says otherwise. `together`: it made
 * several, as a restore does; one undo takes all of them back. `taken-back`: that was done.
 */
export const UndoableTask = z.object({
  ui_id: z.string(),
  kind: z.string(),
  target: z.string(),
  /** RFC 3339: when its last change was made. Callers use ids again: the task is the one that had begun by then. */
  at: z.string(),
  state: z.enum(['alone', 'together', 'taken-back']),
});
export type UndoableTask = z.infer<typeof UndoableTask>;

/** What taking a change back would do; nothing is changed. */
export const UndoPlan = z.object({
  state: UndoState,
  /** The task that made the change; null with `unknown`. */
  task: UndoTask.nullable(),
  steps: z.array(UndoStep),
  /** The later changes that stand on it, oldest first. */
  standing: z.array(UndoTask),
  /** Rows of the policy that it is judged by: those of the change. */
  rows: z.array(z.string()),
  /** Why it cannot be taken back by itself, in a sentence; null with `possible`. */
  reason: Notice.nullable(),
  /** Python packages, with their versions, of which no copy is kept: they come from the package index, so they need a network. */
  notHeld: z.array(z.string()),
  /** Python packages that others need and that it removes or changes, each with a pack, ComfyUI or a package that would not have what it asks for then. */
  losses: z.array(z.object({ package: z.string(), by: z.string() })),
  /** The automatic snapshot from before its batch: the way back where it cannot be taken back by itself. */
  snapshot: z.string().nullable(),
});
export type UndoPlan = z.infer<typeof UndoPlan>;

/**
 * Something that the app had to put right because it had ended in the middle of work. `finished`: a task that was done, and could not say so any
 * more. `taken-back`: a change that was under way, of which nothing is left. `repaired`: what a tool had left in pieces.
 */
export const RecoveredThing = z.object({
  what: z.enum(['finished', 'taken-back', 'repaired']),
  /** The task; null where nobody's is known. Its log tells more. */
  ui_id: z.string().nullable(),
  kind: z.string(),
  target: z.string(),
});
export type RecoveredThing = z.infer<typeof RecoveredThing>;

/** What was put right after the last such end; nothing, as long as there was none. */
export const RecoveryReport = z.object({
  /** RFC 3339: when the first of it was. */
  at: z.string().nullable(),
  things: z.array(RecoveredThing),
});
export type RecoveryReport = z.infer<typeof RecoveryReport>;
