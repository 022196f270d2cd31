import type { ChangeRecord, ChangeTask } from './change-record';

/** How an installed package came, as far as the records of changes tell. */
export interface PackageArrival {
  /** Its `dist-info` as the last change left it: another one is somebody else's. */
  infoPath: string;
  /** The tasks that brought it and that moved it since, oldest first. */
  tasks: readonly ChangeTask[];
  /** The folders that these changes put in their places. */
  places: readonly string[];
}

interface Known {
  there: Map<string, PackageArrival>;
  /** What went, for a change that is taken back brings it again. */
  gone: Map<string, PackageArrival>;
}

/** One package in one record: its `dist-info` before and after. */
interface Step {
  name: string;
  before: string | undefined;
  after: string | undefined;
}

/** What is known of a package that a change brought, or moved when it was ours. */
function arriveBy({ task, moves }: ChangeRecord, infoPath: string, former: PackageArrival | undefined) {
  if (task === null) return undefined;
  const { tasks = [], places = [] } = former ?? {};
  return { infoPath, tasks: [...tasks, task], places: [...places, ...moves.map(({ to }) => to)] };
}

/** What was known of the very `dist-info` that was there before. */
function formerOf({ there }: Known, { name, before }: Step): PackageArrival | undefined {
  const old = there.get(name);
  return before !== undefined && old?.infoPath === before ? old : undefined;
}

/** What is known of it after the record; undefined: it is not there, or nobody's of whom we know. */
function follow(known: Known, record: ChangeRecord, step: Step): PackageArrival | undefined {
  const { name, before, after } = step;
  const { gone } = known;
  const former = formerOf(known, step);
  if (former !== undefined && after === undefined) gone.set(name, former);
  // What was there before and is somebody else's stays so, whoever changes it.
  if (after === undefined || (before !== undefined && former === undefined)) return undefined;
  if (record.takesBack === null) return arriveBy(record, after, former);
  const root = before === undefined ? gone.get(name) : former;
  return root && { ...root, infoPath: after };
}

/**
 * The packages that changes of ours brought and that were not there before, by name. A package that somebody else installed, or changed since, is not among
 * them. Oldest record first. Pure.
 */
export function findArrivals(records: readonly ChangeRecord[]): ReadonlyMap<string, PackageArrival> {
  const known: Known = { there: new Map(), gone: new Map() };
  for (const record of records) {
    const { before = [], after = [] } = record.difference ?? {};
    const old = new Map(before.map(({ name, infoPath }) => [name, infoPath]));
    const now = new Map(after.map(({ name, infoPath }) => [name, infoPath]));
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      const arrival = follow(known, record, { name, before: old.get(name), after: now.get(name) });
      if (arrival === undefined) known.there.delete(name);
      else known.there.set(name, arrival);
    }
  }
  return known.there;
}
