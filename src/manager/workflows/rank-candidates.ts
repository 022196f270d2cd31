import type { WorkflowReason } from '../../contract/workflows';
import type { KnownPack } from './known-packs';
import type { ClassUse } from './workflow-content';

/** A candidate, and why it stands where it does. */
export interface Ranked {
  pack: KnownPack;
  why: WorkflowReason;
}

interface OpenClass {
  candidates: readonly KnownPack[];
  named: readonly KnownPack[];
  isLoaded: boolean;
}

interface Facts {
  /** How many classes of the workflow each pack provides. */
  coverage: ReadonlyMap<KnownPack, number>;
  /** Packs that something else needs anyway. */
  needed: ReadonlySet<KnownPack>;
}

function readFacts(open: ReadonlyMap<ClassUse, OpenClass>): Facts {
  const coverage = new Map<KnownPack, number>();
  const needed = new Set<KnownPack>();
  for (const { candidates, named } of open.values()) {
    for (const pack of candidates) coverage.set(pack, (coverage.get(pack) ?? 0) + 1);
    for (const pack of candidates.length === 1 ? candidates : named.slice(0, 1)) needed.add(pack);
  }
  return { coverage, needed };
}

function placeOf(pack: KnownPack, { named }: OpenClass): number {
  if (named.includes(pack)) return 0;
  if (pack.local === null) return 3;
  return pack.local.enabled ? 1 : 2;
}

function starsOf({ listed }: KnownPack): number {
  return listed?.stars ?? -1;
}

function comparer(about: OpenClass, { coverage, needed }: Facts): (a: KnownPack, b: KnownPack) => number {
  return (a, b) =>
    placeOf(a, about) - placeOf(b, about) ||
    Number(needed.has(b)) - Number(needed.has(a)) ||
    (coverage.get(b) ?? 0) - (coverage.get(a) ?? 0) ||
    starsOf(b) - starsOf(a) ||
    a.title.localeCompare(b.title);
}

function reasonOf(pack: KnownPack, about: OpenClass, { coverage, needed }: Facts): WorkflowReason {
  if (about.isLoaded) return 'loaded';
  if (about.named.includes(pack)) return 'named';
  if (pack.local !== null) return 'installed';
  if (about.candidates.length === 1) return 'only';
  const covers = coverage.get(pack) ?? 0;
  const isBroader = about.candidates.some((other) => other !== pack && (coverage.get(other) ?? 0) < covers);
  return needed.has(pack) || isBroader ? 'covers' : 'stars';
}

/** Puts the candidates of each class in order, the likeliest first. */
export function rankCandidates(
  open: ReadonlyMap<ClassUse, OpenClass>,
): ReadonlyMap<ClassUse, { list: readonly Ranked[]; isLoaded: boolean }> {
  const facts = readFacts(open);
  const ranked = new Map<ClassUse, { list: readonly Ranked[]; isLoaded: boolean }>();
  for (const [use, about] of open) {
    const sorted = about.candidates.toSorted(comparer(about, facts));
    const list = sorted.map((pack) => ({ pack, why: reasonOf(pack, about, facts) }));
    ranked.set(use, { list, isLoaded: about.isLoaded });
  }
  return ranked;
}
