import { z } from 'zod';
import { Notice } from './text/notice';

/** Name of a snapshot: its file name without `.json`. Never a path. */
export const SnapshotName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\u0000-\u001f\u007f/\\:*?"<>|]+$/u, 'A snapshot name has no path, wildcard or control characters.')
  .refine(
    (name) => !name.includes('..') && !name.startsWith('.'),
    'A snapshot name cannot start with or contain dots of a path.',
  );

/** A snapshot document (docs/reference/on-disk.md 20). Unknown top-level keys are kept; the reference ignores ours. */
export const Snapshot = z.looseObject({
  /** Commit of ComfyUI; null when it is no clone. */
  comfyui: z.string().nullable(),
  /** By raw remote address. */
  git_custom_nodes: z.record(z.string(), z.looseObject({ hash: z.string(), disabled: z.boolean() })),
  /** Enabled registry packs: id to version. */
  cnr_custom_nodes: z.record(z.string(), z.string()),
  file_custom_nodes: z.array(z.looseObject({ filename: z.string(), disabled: z.boolean() })),
  /** `name==version` to empty text, or name to address. Null in snapshots that leave Python out. */
  pips: z.record(z.string(), z.string()).nullable(),
  /** Ours: disabled registry packs, id to version; the reference leaves them out. */
  disabled_cnr_custom_nodes: z.record(z.string(), z.string()).optional(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** One difference between a snapshot and what is on disk, and what a restore does about it. */
export const SnapshotChange = z.object({
  subject: z.enum(['comfyui', 'pack', 'file', 'python']),
  /** Registry id, folder, file or package name. */
  name: z.string(),
  action: z.enum(['install', 'switch', 'checkout', 'enable', 'disable', 'remove', 'leave']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Why something is left as it is, or what to know; null when there is nothing to say. */
  note: Notice.nullable(),
});
export type SnapshotChange = z.infer<typeof SnapshotChange>;

/** One thing that a snapshot records. */
export const SnapshotThing = z.object({
  subject: SnapshotChange.shape.subject,
  name: z.string(),
  /** A version, a commit or an address; empty when nobody knows. Of what has none: `file`, `folder`. */
  version: z.string(),
  isEnabled: z.boolean(),
});
export type SnapshotThing = z.infer<typeof SnapshotThing>;

/** What a snapshot holds, in numbers. */
export const SnapshotContents = z.object({
  /** Commit of ComfyUI; null when it says nothing of it. */
  comfyui: z.string().nullable(),
  /** Enabled packs, single files among them. */
  packs: z.number().int(),
  disabledPacks: z.number().int(),
  /** Null when Python is left out. */
  packages: z.number().int().nullable(),
});
export type SnapshotContents = z.infer<typeof SnapshotContents>;

/** What a snapshot holds, and how much of it a restore would change now. */
export const SnapshotOutline = z.object({
  name: z.string(),
  /** Null for a file that is no snapshot, or cannot be read. */
  holds: SnapshotContents.nullable(),
  /** Changes that a restore would make now, by what they are about; null when what is there now cannot be read. */
  restores: z.object({ comfyui: z.number().int(), packs: z.number().int(), packages: z.number().int() }).nullable(),
  /** What is there now and not in it, and what a restore would leave as it is; null with `restores`. */
  stays: z.object({ packs: z.number().int(), packages: z.number().int() }).nullable(),
});
export type SnapshotOutline = z.infer<typeof SnapshotOutline>;

/** What is there now, as a snapshot would hold it, and every snapshot, newest first. `now` is null when it cannot be read. */
export const SnapshotOverview = z.object({ now: SnapshotContents.nullable(), items: z.array(SnapshotOutline) });
export type SnapshotOverview = z.infer<typeof SnapshotOverview>;

/** What a restore would do; nothing was changed. */
export const SnapshotPlan = z.object({
  target: z.string(),
  changes: z.array(SnapshotChange),
  /** What is there now and not in the snapshot, and stays as it is: disabled packs, and Python packages unless they go as well. */
  stays: z.array(SnapshotThing),
  /** Rows of the policy that ComfyUI and the packages in it are judged by; packs are judged by theirs when their turn comes. */
  rows: z.array(z.string()),
});
export type SnapshotPlan = z.infer<typeof SnapshotPlan>;

/** Parameters of kind `restore-snapshot`. `exact` also removes Python packages that the snapshot does not name. */
export const RestoreSnapshotParams = z.object({ target: SnapshotName, exact: z.boolean().nullish() });
export type RestoreSnapshotParams = z.infer<typeof RestoreSnapshotParams>;

/** The most a snapshot's document can be, in bytes; those of large installations are a few hundred thousand. */
export const maxSnapshotBytes = 64 * 1024 * 1024;

/** A snapshot from elsewhere: the text of its file, and what it shall be called here. */
export const SnapshotDocument = z.object({
  name: SnapshotName,
  document: z.string().min(1).max(maxSnapshotBytes),
});
