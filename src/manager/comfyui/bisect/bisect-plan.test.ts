import { describe, expect, it } from 'vitest';
import { budgetFor, planBisect, type SearchEnd, type Verdict } from './bisect-plan';

type IsBad = (packs: ReadonlySet<number>, start: number) => boolean;

interface Played {
  end: SearchEnd;
  starts: number;
  /** The most that was ever announced. */
  announced: number[];
}

function play(count: number, isBad: IsBad, isControlFirst = false): Played {
  const verdicts: Verdict[] = [];
  const announced: number[] = [];
  for (;;) {
    const step = planBisect(count, verdicts, isControlFirst);
    if (step.kind !== 'start') return { end: step, starts: verdicts.length, announced };
    if (verdicts.length > 500) throw new Error('It never ends.');
    announced.push(step.atMost);
    verdicts.push(isBad(new Set(step.packs), verdicts.length) ? 'bad' : 'good');
  }
}

const needs =
  (...guilty: number[]): IsBad =>
  (packs) =>
    guilty.every((pack) => packs.has(pack));
const sizes = Array.from({ length: 64 }, (_, index) => index + 1);

/** Numbers that are the same in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('one guilty pack', () => {
  it('is found in log2(n)+1 starts, whichever it is', () => {
    for (const count of sizes) {
      for (let guilty = 0; guilty < count; guilty += 1) {
        const { end, starts } = play(count, needs(guilty));
        expect({ count, guilty, end }).toEqual({ count, guilty, end: { kind: 'found', packs: [guilty] } });
        expect(starts).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 1);
      }
    }
  });

  it('is found in seven starts among 64, as is announced from the first one on', () => {
    for (let guilty = 0; guilty < 64; guilty += 1) {
      const { starts, announced } = play(64, needs(guilty));
      expect(starts).toBeLessThanOrEqual(7);
      expect(Math.max(...announced)).toBe(7);
    }
  });

  it('is one start more with a control start before', () => {
    for (let guilty = 0; guilty < 64; guilty += 1) {
      const { end, starts } = play(64, needs(guilty), true);
      expect(end).toEqual({ kind: 'found', packs: [guilty] });
      expect(starts).toBeLessThanOrEqual(8);
    }
  });
});

describe('packs that break it only together', () => {
  it('are found in twice as many starts when they are two', () => {
    for (const count of [...sizes.slice(0, 12), 33, 64]) {
      for (let a = 0; a < count; a += 1) {
        for (let b = a + 1; b < count; b += 1) {
          const { end, starts } = play(count, needs(a, b));
          expect(end).toEqual({ kind: 'found', packs: [b, a] });
          expect(starts).toBeLessThanOrEqual(2 * budgetFor(count));
        }
      }
    }
  });

  it('are found in fourteen starts among 64 when they are two', () => {
    const { end, starts } = play(64, needs(62, 63));
    expect(end).toEqual({ kind: 'found', packs: [63, 62] });
    expect(starts).toBeLessThanOrEqual(14);
  });

  it('are found when they are three or four', () => {
    const random = createRandom(7);
    for (let round = 0; round < 500; round += 1) {
      const count = 5 + random(60);
      const guilty = [...new Set(Array.from({ length: 3 + random(2) }, () => random(count)))];
      const { end, starts } = play(count, needs(...guilty));
      expect(end).toEqual({ kind: 'found', packs: guilty.sort((x, y) => y - x) });
      expect(starts).toBeLessThanOrEqual((guilty.length + 1) * budgetFor(count) + 1);
    }
  });

  it('and one that does it alone beside them: something that breaks it is found, and nothing that is not needed', () => {
    const random = createRandom(11);
    for (let round = 0; round < 500; round += 1) {
      const [alone, a, b] = [random(64), random(64), random(64)];
      const isBad: IsBad = (packs, start) => needs(alone)(packs, start) || needs(a, b)(packs, start);
      const { end } = play(64, isBad);
      if (end.kind !== 'found') throw new Error(`It ended with ${end.kind}.`);
      expect(isBad(new Set(end.packs), 0)).toBe(true);
      for (const pack of end.packs) expect(isBad(new Set(end.packs.filter((one) => one !== pack)), 0)).toBe(false);
    }
  });
});

describe('nobody', () => {
  it('is guilty when it is bad without packs', () => {
    for (const count of sizes) {
      const { end, starts } = play(count, () => true);
      expect(end).toEqual({ kind: 'without-packs' });
      expect(starts).toBeLessThanOrEqual(budgetFor(count));
    }
  });

  it('is guilty after one start when the control comes first', () => {
    expect(play(64, () => true, true)).toMatchObject({ end: { kind: 'without-packs' }, starts: 1 });
    expect(play(0, () => true, true)).toMatchObject({ end: { kind: 'without-packs' }, starts: 1 });
  });

  it('is accused when it is good with all of them', () => {
    for (const count of sizes.slice(1)) {
      const { end, starts } = play(count, () => false);
      expect(end).toMatchObject({ kind: 'not-reproduced' });
      expect(starts).toBeLessThanOrEqual(2 * budgetFor(count) + 1);
    }
    expect(play(0, () => false).end).toEqual({ kind: 'not-reproduced' });
    expect(play(1, () => false, true).end).toMatchObject({ kind: 'not-reproduced' });
  });
});

describe('verdicts that are wrong once', () => {
  it('are found out when a good start was called bad', () => {
    for (let guilty = 33; guilty < 64; guilty += 1) {
      // The first start has the first half, without the guilty one.
      const { end } = play(64, (packs, start) => start === 0 || needs(guilty)(packs, start));
      expect(end.kind).toBe('contradiction');
    }
  });

  it('are found out when the guilty pack alone was called good', () => {
    for (let guilty = 1; guilty < 32; guilty += 1) {
      let isWrong = true;
      const isBad: IsBad = (packs, start) => {
        const isAlone = packs.size === 1 && packs.has(guilty);
        if (!isAlone || !isWrong) return needs(guilty)(packs, start);
        isWrong = false;
        return false;
      };
      const { end } = play(64, isBad);
      expect(end).toMatchObject({ packs: [guilty] });
    }
  });

  it('never keep a search from ending', () => {
    const random = createRandom(3);
    for (let round = 0; round < 2000; round += 1) {
      const count = 1 + random(64);
      const { end, starts } = play(count, () => random(2) === 0, random(2) === 0);
      expect(['found', 'without-packs', 'not-reproduced', 'contradiction']).toContain(end.kind);
      expect(starts).toBeLessThanOrEqual(20 * budgetFor(count));
    }
  });
});

describe('the plan', () => {
  it('says the same for the same verdicts', () => {
    const verdicts: Verdict[] = ['good', 'bad', 'good'];
    expect(planBisect(64, verdicts)).toEqual(planBisect(64, verdicts));
    expect(planBisect(64, [])).toEqual({
      kind: 'start',
      packs: Array.from({ length: 32 }, (_, index) => index),
      left: 64,
      atMost: 7,
    });
  });

  it('starts no set of packs twice for a single guilty one', () => {
    for (let guilty = 0; guilty < 64; guilty += 1) {
      const seen = new Set<string>();
      play(64, (packs, start) => {
        const name = [...packs].join(' ');
        expect(seen.has(name)).toBe(false);
        seen.add(name);
        return needs(guilty)(packs, start);
      });
    }
  });
});
