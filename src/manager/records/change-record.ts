import { z } from 'zod';
import { PackageDifference } from '../python/packages/package-difference';

/** The task that a change was made for. `rows`: what the policy was asked for it, which is what taking it back is judged by. */
export const ChangeTask = z.object({
  uiId: z.string(),
  kind: z.string(),
  target: z.string(),
  /** RFC 3339. Callers choose ids and use them again; with this time they name one task. */
  orderedAt: z.string(),
  rows: z.array(z.string()),
});
export type ChangeTask = z.infer<typeof ChangeTask>;

/** What names one task among all that ever had its id. */
export type TaskIdentity = Pick<ChangeTask, 'uiId' | 'orderedAt'>;

/** The names alone, as they are written down; null where there is no task. */
export function identityOf(task: TaskIdentity | undefined): TaskIdentity | null {
  return task === undefined ? null : { uiId: task.uiId, orderedAt: task.orderedAt };
}

/** Whether both are there and are one task. */
export function isSameTask(one: TaskIdentity | null | undefined, other: TaskIdentity | null | undefined): boolean {
  return one != null && one.uiId === other?.uiId && one.orderedAt === other.orderedAt;
}

/** One rename; both paths absolute and on one volume. */
export const Move = z.object({ from: z.string(), to: z.string() });
export type Move = z.infer<typeof Move>;

/** A value of a small file of ours that a change replaced; null: the name was, or is, not in it. */
const Replaced = z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() });
export type Replaced = z.infer<typeof Replaced>;

/** What a change left at a place, by which it is known again. */
export const PlacedThing = z.object({
  path: z.string(),
  /** Inode, and of a file its size: another folder of that name has another one. */
  identity: z.string(),
  /** Version or commit of a pack, and the SHA-256 of a paths file; '' for what has none. */
  version: z.string(),
});
export type PlacedThing = z.infer<typeof PlacedThing>;

/** A file that the install.py of a pack added in the folder of the pack: its path, and what it was then (`tree-state.ts`). */
const ScriptFile = z.object({ path: z.string(), state: z.string() });
export type ScriptFile = z.infer<typeof ScriptFile>;

const NamedCommit = z.object({ name: z.string(), commit: z.string() });
const CodePlace = z.object({ commit: z.string(), branch: z.string().nullable() });

/** A change of the version of ComfyUI. */
export const CodeChange = z.object({
  from: CodePlace,
  to: CodePlace,
  /** The branch that HEAD was put on, and where it stood before; null commit: it was made. */
  branch: z.object({ name: z.string(), commit: z.string().nullable() }).nullable(),
  /** What of the person's was kept aside, under which names; files lie below `kept/<stem>`. */
  kept: z.object({
    stem: z.string(),
    commits: z.array(NamedCommit),
    changes: NamedCommit.extend({ files: z.array(z.string()) }).nullable(),
    movedAside: z.array(z.string()),
    missing: z.array(z.string()),
  }),
});
export type CodeChange = z.infer<typeof CodeChange>;

/** A switch of the environment that ComfyUI uses: names of those that this app made; null for the installation's own. */
const EnvironmentChange = z.object({ before: z.string().nullable(), after: z.string().nullable() });
export type EnvironmentChange = z.infer<typeof EnvironmentChange>;

/**
 * What one change did, in the form that taking it back needs. It is the entry of the journal while the change is under way, and stays as a
 * record once it is final. What earlier versions wrote had an id and moves alone.
 */
export const ChangeRecord = z.object({
  id: z.uuid(),
  /** RFC 3339. */
  at: z.string().default(''),
  task: ChangeTask.nullable().default(null),
  moves: z.array(Move),
  /** Names of disabled packs and the names they had before. */
  origins: z.array(Replaced).default([]),
  /** Folders of packs and the optional groups that were chosen for them, joined by commas. */
  groups: z.array(Replaced).default([]),
  left: z.array(PlacedThing).default([]),
  /** Files that are no one's but the version's that came: they do not stay when it goes. */
  scriptFiles: z.array(ScriptFile).default([]),
  /** Python packages: name to version. */
  packages: z.array(Replaced).default([]),
  /** The same by the very files that they had; null where no package changed. */
  difference: PackageDifference.nullable().default(null),
  /** The version of ComfyUI, where that changed. */
  code: CodeChange.nullable().default(null),
  /** The environment that ComfyUI uses, where that changed. */
  environment: EnvironmentChange.nullable().default(null),
  /** The change that this one took back. */
  takesBack: z.uuid().nullable().default(null),
});
export type ChangeRecord = z.infer<typeof ChangeRecord>;

/** The names of a difference with their versions before and after. Pure. */
export function replacedIn({ before, after }: Pick<PackageDifference, 'before' | 'after'>): Replaced[] {
  const versions = (some: PackageDifference['before']) => new Map(some.map(({ name, version }) => [name, version]));
  const [old, now] = [versions(before), versions(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.map((name) => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }));
}
