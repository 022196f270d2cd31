import type { SavedUse } from '../../../src/contract/workflows';

/** Saved workflows that use any of several things, each once. */
export interface UsingWorkflows {
  /** At least so many: of one thing no more than the first are named. */
  count: number;
  names: readonly string[];
  paths: readonly string[];
}

/** Puts what was answered for several packs or models together. Pure. */
export function joinUses(uses: Readonly<Record<string, SavedUse>>): UsingWorkflows {
  const all = Object.values(uses);
  const byPath = new Map(all.flatMap(({ workflows }) => workflows.map(({ path, name }) => [path, name] as const)));
  const count = Math.max(byPath.size, ...all.map((use) => use.count));
  return { count, names: [...byPath.values()], paths: [...byPath.keys()] };
}
