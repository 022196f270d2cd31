/** A stretch of a file, from its first byte up to, and without, its last. */
export type Span = readonly [from: number, to: number];

/** One piece of a file: what lies before `at` is written, and what lies before `to` is still to come. */
export interface Piece {
  readonly from: number;
  at: number;
  to: number;
}

/** A request for less than this costs more than it brings. */
const leastSplitBytes = 4 * 1024 * 1024;

/** Puts stretches in order and joins those that meet; what is no stretch of the file is left out. Pure. */
export function joinSpans(spans: readonly Span[], bytes: number): Span[] {
  const joined: [number, number][] = [];
  const usable = spans.filter(([from, to]) => from >= 0 && from < to && to <= bytes);
  for (const [from, to] of usable.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/**
 * Which connection fetches what. The pieces are given out from the front to the back, so that the file is hashed while it comes, and grows at its end: a
 * system that fills the gap before a far write has nothing to fill. At the end an idle connection takes over half of what another one still has to do.
 * A piece is cut when it is given out: a length is a server's word, and may be any number.
 */
export class Pieces {
  readonly #bytes: number;
  readonly #segmentBytes: number;
  /** What is written by pieces that were given back. */
  #done: Span[];
  readonly #taken = new Set<Piece>();

  constructor(bytes: number, segmentBytes: number, done: readonly Span[] = []) {
    this.#bytes = bytes;
    this.#segmentBytes = segmentBytes;
    this.#done = joinSpans(done, bytes);
  }

  /** The next piece for a connection; null when there is none. */
  take(): Piece | null {
    const piece = this.#cut() ?? this.#split();
    if (piece !== null) this.#taken.add(piece);
    return piece;
  }

  release(piece: Piece): void {
    this.#taken.delete(piece);
    this.#done = joinSpans([...this.#done, [piece.from, piece.at]], this.#bytes);
  }

  /** Everything before this byte is written. */
  get front(): number {
    const [first] = this.spans();
    return first?.[0] === 0 ? first[1] : 0;
  }

  get doneBytes(): number {
    return this.spans().reduce((sum, [from, to]) => sum + to - from, 0);
  }

  /** What is written. */
  spans(): Span[] {
    return this.#with(({ from, at }) => [from, at]);
  }

  /** What is done, and a stretch of each piece that is under way. */
  #with(spanOf: (piece: Piece) => Span): Span[] {
    return joinSpans([...this.#done, ...[...this.#taken].map(spanOf)], this.#bytes);
  }

  /** A piece at the front of what nobody has. */
  #cut(): Piece | null {
    const [first, second] = this.#with(({ from, to }) => [from, to]);
    const isAtFront = first?.[0] === 0;
    const from = isAtFront ? first[1] : 0;
    const end = (isAtFront ? second : first)?.[0] ?? this.#bytes;
    return from < end ? { from, at: from, to: Math.min(end, from + this.#segmentBytes) } : null;
  }

  #split(): Piece | null {
    const left = ({ at, to }: Piece): number => to - at;
    const largest = [...this.#taken].reduce<Piece | null>((a, b) => (a === null || left(b) > left(a) ? b : a), null);
    if (largest === null || left(largest) < 2 * leastSplitBytes) return null;
    const middle = largest.at + Math.ceil(left(largest) / 2);
    const piece = { from: middle, at: middle, to: largest.to };
    largest.to = middle;
    return piece;
  }
}
