import { isInside } from '../../base/files/files';
import type { ChangeRecord, Replaced } from './change-record';

/** How each change stands among those that came after it. */
export interface Standing {
  /** The change that took it back, where one did that still counts. */
  takenBackBy: ChangeRecord | null;
  /** Later changes that count and stand on it, oldest first. */
  later: readonly ChangeRecord[];
}

function placesOf({ moves }: ChangeRecord): string[] {
  return moves.flatMap(({ from, to }) => [from, to]);
}

function isSamePlace(one: string, other: string): boolean {
  return one === other || isInside(one, other) || isInside(other, one);
}

function sharesName(some: readonly Replaced[], others: readonly Replaced[]): boolean {
  const names = new Set(some.map(({ name }) => name));
  return others.some(({ name }) => names.has(name));
}

function sharesSomething(one: ChangeRecord, other: ChangeRecord): boolean {
  if (one.code !== null && other.code !== null) return true;
  if (one.environment !== null && other.environment !== null) return true;
  // A choice of groups that was taken back below a later one would not be what its packages are.
  if (sharesName(one.packages, other.packages) || sharesName(one.groups, other.groups)) return true;
  const places = placesOf(other);
  return placesOf(one).some((place) => places.some((theirs) => isSamePlace(place, theirs)));
}

/** Which changes were taken back, by which. One that took another back and was itself taken back counts for nothing. */
export function findTakenBack(records: readonly ChangeRecord[]): ReadonlyMap<string, ChangeRecord> {
  const takenBack = new Map<string, ChangeRecord>();
  for (const record of records.toReversed()) {
    if (record.takesBack !== null && !takenBack.has(record.id)) takenBack.set(record.takesBack, record);
  }
  return takenBack;
}

/**
 * How a change stands among all of them, oldest first. What stands on it is every later change of the same places or packages that still counts;
 * a later one that was taken back again is as if it had never been, and so is what took it back. Pure.
 */
export function findStanding(record: ChangeRecord, records: readonly ChangeRecord[]): Standing {
  const takenBack = findTakenBack(records);
  const position = records.findIndex(({ id }) => id === record.id);
  const after = records.slice(position + 1);
  const laterIds = new Set(after.map(({ id }) => id));
  const counts = ({ id, takesBack }: ChangeRecord) =>
    !takenBack.has(id) && (takesBack === null || !laterIds.has(takesBack));
  return {
    takenBackBy: takenBack.get(record.id) ?? null,
    later: after.filter((one) => counts(one) && sharesSomething(record, one)),
  };
}
