/** What a start with some of the packs was judged to be. */
export type Verdict = 'good' | 'bad';

/** A start that is wanted next. Packs are numbers, from 0. */
export interface WantedStart {
  kind: 'start';
  /** The packs to start with, ascending; all others are left out. */
  packs: readonly number[];
  /** Among how many packs the one is that is looked for. */
  left: number;
  /** How many starts there are at most, those before and this one included, as far as that is known now. */
  atMost: number;
}

/** What a search came to. */
export type SearchEnd =
  /** Together they break it, and with one of them less it is well. The first is the one that was found first. */
  | { kind: 'found'; packs: readonly number[] }
  /** It is bad without any of them as well. */
  | { kind: 'without-packs' }
  /** It was well with all of them. */
  | { kind: 'not-reproduced' }
  /** What was judged contradicts itself: the same packs were good once and bad once. The packs are the likeliest. */
  | { kind: 'contradiction'; packs: readonly number[] };

export type PlanStep = WantedStart | SearchEnd;

/** How many starts find one of `count` packs; twice as many find two that break it only together. */
export function budgetFor(count: number): number {
  return halvings(count) + 1;
}

function halvings(count: number): number {
  return count <= 1 ? 0 : Math.ceil(Math.log2(count));
}

type Search<Result> = Generator<WantedStart, Result, Verdict>;

const firstPacks = (count: number) => Array.from({ length: count }, (_, index) => index);
const ascending = (packs: Iterable<number>) => [...new Set(packs)].sort((a, b) => a - b);

/**
 * One search. A set of packs is taken to stay bad when packs are added. What is looked for is the shortest beginning of the list that is bad: its last
 * pack is needed for that, whatever else is. When that pack is not bad by itself it is kept, and what it needs is looked for among those before
 * it in the same way. All packs together are taken to be bad without a start, since that is why somebody searches; where nothing bears it out, they are
 * started in the end.
 */
class PackSearch {
  readonly #seen = new Map<string, Verdict>();
  #starts = 0;

  readonly #count: number;
  readonly #isControlFirst: boolean;

  constructor(count: number, isControlFirst: boolean) {
    this.#count = count;
    this.#isControlFirst = isControlFirst;
  }

  *run(): Search<SearchEnd> {
    const isHopeless = this.#isControlFirst || this.#count <= 1 ? yield* this.#isBadWithout() : false;
    if (isHopeless) return { kind: 'without-packs' };
    if (this.#count === 0) return { kind: 'not-reproduced' };
    // Of one pack it is known that it is bad with it, and now that it is good without.
    if (this.#count === 1 && !this.#isControlFirst) return { kind: 'found', packs: [0] };
    return yield* this.#findAll();
  }

  *#findAll(): Search<SearchEnd> {
    const found: number[] = [];
    let limit = this.#count;
    for (;;) {
      const before = [...found];
      const end = yield* this.#findEnd(before, limit);
      found.push(end - 1);
      if ((yield* this.#ask({ packs: found, left: 1, more: 1 })) === 'bad') return yield* this.#conclude(found);
      // Nothing is left that could be missing.
      if (end === 1) return this.#isAnyBad() ? { kind: 'contradiction', packs: found } : { kind: 'not-reproduced' };
      // The first round may go on by what was reported. A later one in which nothing was bad either wants to see it.
      if (end === limit && before.length > 0) {
        const missing = yield* this.#seeItBad([...firstPacks(limit), ...before], found);
        if (missing !== null) return missing;
      }
      limit = end - 1;
    }
  }

  /** The length of the shortest beginning that is bad together with `fixed`. */
  *#findEnd(fixed: readonly number[], limit: number): Search<number> {
    let good = 0;
    let bad = limit;
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      const left = bad - good;
      const verdict = yield* this.#ask({ packs: [...firstPacks(middle), ...fixed], left, more: halvings(left) + 1 });
      if (verdict === 'bad') bad = middle;
      else good = middle;
    }
    return bad;
  }

  /** Looks again whether these are bad; the answer is how the search ends when they are not. */
  *#seeItBad(packs: readonly number[], likeliest: readonly number[]): Search<SearchEnd | null> {
    const wasSeen = this.#seen.has(nameOf(packs));
    if ((yield* this.#askAgain({ packs, left: packs.length, more: 1 })) === 'bad') return null;
    return wasSeen ? { kind: 'contradiction', packs: likeliest } : { kind: 'not-reproduced' };
  }

  *#conclude(found: readonly number[]): Search<SearchEnd> {
    const [first = 0] = found;
    // Where every start was bad, it may be so without packs.
    if (!this.#isAnyGood() && (yield* this.#isBadWithout())) return { kind: 'without-packs' };
    if (found.length === 1 || this.#starts >= 2 * budgetFor(this.#count)) return { kind: 'found', packs: found };
    // One start is left: the likeliest mistake is that one of them does it alone and was judged wrongly once.
    const last = found.at(-1) ?? first;
    const doubted = last === 0 ? first : last;
    const verdict = yield* this.#askAgain({ packs: [doubted], left: found.length, more: 1 });
    return verdict === 'good' ? { kind: 'found', packs: found } : { kind: 'contradiction', packs: [doubted] };
  }

  *#isBadWithout(): Search<boolean> {
    return (yield* this.#ask({ packs: [], left: this.#count, more: 1 + this.#afterControl() })) === 'bad';
  }

  #afterControl(): number {
    return this.#isControlFirst && this.#starts === 0 && this.#count > 0 ? budgetFor(this.#count) : 0;
  }

  #isAnyGood(): boolean {
    return [...this.#seen.values()].includes('good');
  }

  #isAnyBad(): boolean {
    return [...this.#seen.values()].includes('bad');
  }

  /** A set that was judged is not started again. `more`: the starts from this one on. */
  *#ask(wanted: { packs: readonly number[]; left: number; more: number }): Search<Verdict> {
    return this.#seen.get(nameOf(wanted.packs)) ?? (yield* this.#askAgain(wanted));
  }

  *#askAgain(wanted: { packs: readonly number[]; left: number; more: number }): Search<Verdict> {
    const packs = ascending(wanted.packs);
    const verdict = yield { kind: 'start', packs, left: wanted.left, atMost: this.#starts + wanted.more };
    this.#starts += 1;
    this.#seen.set(nameOf(packs), verdict);
    return verdict;
  }
}

function nameOf(packs: readonly number[]): string {
  return ascending(packs).join(' ');
}

/**
 * What comes after these verdicts, in the order of the starts. Pure: the same verdicts always lead to the same step. `isControlFirst`: the first start
 * leaves all of them out, for questions that a pack of the person's choice, which is loaded in every start, may answer alone.
 */
export function planBisect(count: number, verdicts: readonly Verdict[], isControlFirst = false): PlanStep {
  const search = new PackSearch(count, isControlFirst).run();
  let step = search.next();
  for (const verdict of verdicts) if (step.done !== true) step = search.next(verdict);
  return step.value;
}
