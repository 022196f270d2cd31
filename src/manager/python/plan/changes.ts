import { createHash } from 'node:crypto';
import { compare, valid } from '@renovatebot/pep440';
import type { PlannedChange, UnbuiltLine } from '../../../contract/python/package-plan';
import { isBuiltForHardware } from '../packages/hardware-packages';
import { readRequires, type Distribution } from '../packages/packages';
import { parseRequirement } from '../requirements/requirement';
import type { FoundChange } from './found-change';

/** One package that will be otherwise, as an installation needs to know it. */
export interface ExactChange {
  name: string;
  from: string | null;
  /** Null: it goes, or it comes from an `address` that does not tell its version. */
  to: string | null;
  address: string | null;
}

/** Whether a package will be there. */
export function comes({ to, address }: Pick<ExactChange, 'to' | 'address'>): boolean {
  return to !== null || address !== null;
}

/** Whether two texts name the same version. */
export function isSameVersion(one: string, other: string): boolean {
  if (one === other) return true;
  return (
    valid(one) !== null &&
    valid(other) !== null &&
    compare(one, other) === 0 &&
    one.includes('+') === other.includes('+')
  );
}

/** Up, down, new or gone. Pure. */
export function kindOf({ from, to, address }: Pick<ExactChange, 'from' | 'to' | 'address'>): PlannedChange['kind'] {
  if (from === null) return 'added';
  if (to === null) return address === null ? 'removed' : 'replaced';
  if (isSameVersion(from, to)) return 'replaced';
  if (valid(from) === null || valid(to) === null) return from < to ? 'up' : 'down';
  return compare(to, from) < 0 ? 'down' : 'up';
}

/** Names that the installed packages of the hardware ask for by themselves. */
async function namesLeftToHardware(installed: ReadonlyMap<string, Distribution>): Promise<ReadonlySet<string>> {
  const ofHardware = [...installed.values()].filter(({ name }) => isBuiltForHardware(name));
  const lines = (await Promise.all(ofHardware.map(readRequires))).flatMap((one) => one ?? []);
  return new Set(lines.flatMap((line) => parseRequirement(line).name ?? []));
}

/**
 * Parts what was found into what will be done and what is left alone: packages of the hardware that no line names stay as they are (decision 18),
 * and what an installed torch asks of its own CUDA was chosen with it.
 */
export async function partFound(
  found: readonly FoundChange[],
  installed: ReadonlyMap<string, Distribution>,
  requested: ReadonlySet<string>,
): Promise<{ done: readonly FoundChange[]; remaining: readonly FoundChange[] }> {
  if (!found.some(({ name }) => isBuiltForHardware(name))) return { done: found, remaining: [] };
  const own = await namesLeftToHardware(installed);
  const isRemaining = ({ name }: FoundChange): boolean =>
    isBuiltForHardware(name) && !requested.has(name) && (installed.has(name) || own.has(name));
  return { done: found.filter((one) => !isRemaining(one)), remaining: found.filter(isRemaining) };
}

/** What was found as changes of what is installed. Pure. */
export function toChanges(found: readonly FoundChange[], installed: ReadonlyMap<string, Distribution>): ExactChange[] {
  return found.map(({ name, version, address }) => ({
    ...{ name, to: version, address },
    from: installed.get(name)?.version ?? null,
  }));
}

/** The name of a set of changes, and of what is not known beside them: the same have the same, whoever asked for them. Pure. */
export function planIdOf(changes: readonly ExactChange[], unbuilt: readonly UnbuiltLine[] = []): string {
  const rows = changes.map(({ name, from, to, address }) => [name, from, to, address]);
  rows.sort(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1));
  const named = unbuilt.length === 0 ? rows : { rows, unbuilt: unbuilt.map(({ line }) => line).sort() };
  return createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 32);
}
