import { z } from 'zod';
import { Notice } from '../text/notice';
import { Hold } from './holds';
import { PackStanding } from './pack-state';

/** What `fetch_updates` found (decision 25). Versions are semver for registry packs, commits for clones. */
export const PackUpdates = z.object({
  updates: z.array(
    z.object({ id: z.string(), kind: z.enum(['registry', 'git']), current: z.string(), latest: z.string() }),
  ),
  /** Packs that are held: by a person, at a detached commit, or on a branch without a remote. */
  pinned: z.array(z.string()),
  /** Packs nobody could be asked about, each with the reason. */
  failed: z.array(z.object({ id: z.string(), reason: Notice })),
});
export type PackUpdates = z.infer<typeof PackUpdates>;

/** One entry of `customnode/installed` (docs/reference/on-disk.md 7): what web UIs and scripts read. */
const ManagerPackInstalled = z.object({
  ver: z.string(),
  cnr_id: z.string().nullable(),
  aux_id: z.string().nullable(),
  enabled: z.boolean(),
});

export const InstalledPacks = z.record(z.string(), ManagerPackInstalled);
export type InstalledPacks = z.infer<typeof InstalledPacks>;

/** Where a pack on disk came from. `registry`: unpacked from a registry zip; `git`: a clone; `folder`: neither; `file`: a single .py file. */
export const PackSource = z.enum(['registry', 'git', 'folder', 'file']);
export type PackSource = z.infer<typeof PackSource>;

/** A pack on disk as the window shows it: more than the wire map can say. */
export const LocalPack = z.object({
  /** Key in `customnode/installed`: registry id for registry packs, folder name for all others. */
  key: z.string(),
  /** Folder or file name under `custom_nodes` (or `.disabled`). */
  name: z.string(),
  source: PackSource,
  enabled: z.boolean(),
  /** Semver for registry packs, 40 hex digits for clones, empty when unknown. */
  version: z.string(),
  registryId: z.string().nullable(),
  /** `owner/repo` for GitHub clones. */
  auxId: z.string().nullable(),
  /** Normalised remote address of a clone. */
  repository: z.string().nullable(),
  /** Branch of a clone; null when detached or not a clone. */
  branch: z.string().nullable(),
  /** When its folder or file came, RFC 3339; left out where the file system does not say. A change of version brings another folder. */
  installedAt: z.string().optional(),
  /** Left out unless a person holds it at this version. */
  hold: Hold.optional(),
  /** The optional groups that are chosen for it; left out where there are none. */
  groups: z.array(z.string()).optional(),
  /** What the last checks for updates found above `version`: a version of the registry, or for a clone a commit. */
  newer: z.string().optional(),
  /** A version that a person does not want to be offered; left out where there is none. */
  skipped: z.string().optional(),
  /** What it is to ComfyUI; left out where only the disk was asked. */
  standing: PackStanding.optional(),
});
export type LocalPack = z.infer<typeof LocalPack>;

/** What lies between two lists of the packs on disk: of thousands a task changes one or two. */
const PackListChange = z.object({
  /** Packs that are new, say something else or stand elsewhere, with their places in the later list, in its order. */
  changed: z.array(z.object({ at: z.int().min(0), pack: LocalPack })),
  /** Keys of those that are gone. */
  removed: z.array(z.string()),
});
export type PackListChange = z.infer<typeof PackListChange>;

/** The packs on disk: all of them, or what differs from the answer that was named in the question. `revision` names this answer. */
export const LocalPacksAnswer = z.discriminatedUnion('isWhole', [
  z.object({ isWhole: z.literal(true), revision: z.string(), packs: z.array(LocalPack) }),
  PackListChange.extend({ isWhole: z.literal(false), revision: z.string() }),
]);
export type LocalPacksAnswer = z.infer<typeof LocalPacksAnswer>;
