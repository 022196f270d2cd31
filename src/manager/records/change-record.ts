import { z } from 'zod';

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

/** One rename; both paths absolute and on one volume. */
export const Move = z.object({ from: z.string(), to: z.string() });
export type Move = z.infer<typeof Move>;

/** A value of a small file of ours that a change replaced; null: the name was, or is, not in it. */
const Replaced = z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() });
export type Replaced = z.infer<typeof Replaced>;

/** What a change left at a place, by which it is known again. */
export const LeftThing = z.object({
  path: z.string(),
  /** Inode, and of a file its size: another folder of that name has another one. */
  identity: z.string(),
  /** Version or commit of a pack; '' for what has none. */
  version: z.string(),
});
export type LeftThing = z.infer<typeof LeftThing>;

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
  left: z.array(LeftThing).default([]),
  /** Python packages: name to version. */
  packages: z.array(Replaced).default([]),
  /** The change that this one took back. */
  takesBack: z.uuid().nullable().default(null),
});
export type ChangeRecord = z.infer<typeof ChangeRecord>;

/** What differs between two maps of packages, by name. Pure. */
export function replacedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Replaced[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((one) => one.before !== one.after);
}
