import { isSealOf, sealOf } from '../../base/files/seals';

/**
 * The lines of a queue that this account has written: each is sealed with its number and a start that the profile alone knows and that each opening changes. So
 * a line of an earlier opening counts as little as one of somebody else, and none counts twice or in another order. One that was damaged takes none along.
 */
export interface LineSeals {
  /** Whether a line is one of ours that comes after those before. To be asked of each line in turn. */
  isNext(line: object): boolean;
  /** The text of one more line, which counts once it is written. */
  add(line: object): Written;
  /** The same for lines that take the place of all. */
  anew(lines: readonly object[]): Written;
}

/** Lines with their seals, and what is to be called when they stand in the file. */
interface Written {
  texts: string[];
  count(): void;
}

/** A line stands under one of the starts, the oldest first, at its number. */
interface Place {
  start: number;
  n: number;
}

/** Makes the seals of a file, whose lines may stand under each of `starts`; it is written anew under the newest. */
export function createLineSeals(file: string, starts: readonly string[]): LineSeals {
  let last: Place = { start: 0, n: 0 };
  const textAt = ({ start, n }: Place, line: object) => `${starts[start] ?? ''}\n${n}\n${JSON.stringify(line)}`;
  const write = (before: Place, lines: readonly object[]): Written => {
    const end = { ...before, n: before.n + lines.length };
    const texts = lines.map((line, at) => {
      const place = { ...before, n: before.n + at + 1 };
      const seal = sealOf(file, textAt(place, line));
      return JSON.stringify(seal === null ? line : { ...line, n: place.n, seal });
    });
    return { texts, count: () => (last = end) };
  };
  return {
    isNext(line) {
      const { n, seal, ...rest } = line as { n?: unknown; seal?: unknown };
      const places = starts.map((_start, start): Place => ({ start, n: Number(n) }));
      const place = places.find((one) => isSealOf(file, textAt(one, rest), seal));
      if (place === undefined || place.start < last.start) return false;
      if (place.start === last.start && place.n <= last.n) return false;
      last = place;
      return true;
    },
    add: (line) => write(last, [line]),
    anew: (lines) => write({ start: Math.max(0, starts.length - 1), n: 0 }, lines),
  };
}
