import { isBuiltForHardware } from './hardware-packages';
import { msg, type Message } from '../../../contract/text/message';
import type { PackageChange } from './package-change';

/** A package that was changed though nobody had said so. */
export interface Unannounced {
  name: string;
  before: string;
  /** Null: it was removed. */
  after: string | null;
}

/** The first number of a version with its epoch: programs that were built against one numpy do not load with the next. */
export function majorOf(version: string | undefined): string | undefined {
  return /^(?:\d+!)?\d+/.exec(version ?? '')?.[0];
}

function isGuarded(name: string, { before, after }: PackageChange): boolean {
  if (isBuiltForHardware(name)) return true;
  return name === 'numpy' && majorOf(before.get(name)) !== majorOf(after.get(name));
}

/** The packages of the hardware, and numpy when its major version changed, that are not as they were and that nothing announced. Pure. */
export function findUnannounced(change: PackageChange, announced: ReadonlySet<string>): Unannounced[] {
  const { before, after } = change;
  return [...before].flatMap(([name, version]) => {
    const now = after.get(name) ?? null;
    if (now === version || announced.has(name) || !isGuarded(name, change)) return [];
    return [{ name, before: version, after: now }];
  });
}

/**
 * The part of a change that goes back: what was not announced, and what came into the place of its parts (a torch of another CUDA brings
 * packages of other names along). Pure.
 */
export function partToPutBack({ before, after }: PackageChange, unannounced: readonly Unannounced[]): PackageChange {
  const names = new Set(unannounced.map(({ name }) => name));
  const isOfHardware = unannounced.some(({ name }) => isBuiltForHardware(name));
  const isPart = (name: string): boolean =>
    names.has(name) || (isOfHardware && isBuiltForHardware(name) && !before.has(name));
  const only = (versions: ReadonlyMap<string, string>) => new Map([...versions].filter(([name]) => isPart(name)));
  return { before: only(before), after: only(after) };
}

/** `torch from 2.7.1 to 2.6.0`. */
export function describeUnannounced({ name, before, after }: Unannounced): Message {
  return after === null ? msg`${name} ${before}, which it removed` : msg`${name} from ${before} to ${after}`;
}
