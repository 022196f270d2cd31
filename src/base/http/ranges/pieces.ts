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

/** The stretches that are not yet written, cut so that none is longer than a segment. */
function piecesOf(bytes: number, segmentBytes: number, done: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of [...done, [bytes, bytes] as const]) {
    for (; at < from; at = Math.min(from, at + segmentBytes)) {
      pieces.push({ from: at, at, to: Math.min(from, at + segmentBytes) });
    }
    if (to > from) pieces.push({ from, at: to, to });
    at = to;
  }
  return pieces;
}

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
 */
export class Pieces {
  readonly #pieces: Piece[];
  readonly #taken = new Set<Piece>();
  #frontIndex = 0;

  constructor(bytes: number, segmentBytes: number, done: readonly Span[] = []) {
    this.#pieces = piecesOf(bytes, segmentBytes, done);
  }

  /** The next piece for a connection; null when there is none. */
  take(): Piece | null {
    this.#passDone();
    const next = this.#pieces.slice(this.#frontIndex).find((piece) => piece.at < piece.to && !this.#taken.has(piece));
    const piece = next ?? this.#split();
    if (piece !== null) this.#taken.add(piece);
    return piece;
  }

  release(piece: Piece): void {
    this.#taken.delete(piece);
  }

  /** Everything before this byte is written. */
  get front(): number {
    this.#passDone();
    const open = this.#pieces[this.#frontIndex] ?? this.#pieces.at(-1);
    return open?.at ?? 0;
  }

  /** What is written. */
  spans(): Span[] {
    const last = this.#pieces.at(-1);
    return joinSpans(
      this.#pieces.map(({ from, at }) => [from, at]),
      last?.to ?? 0,
    );
  }

  #passDone(): void {
    for (let piece = this.#pieces[this.#frontIndex]; piece?.at === piece?.to && piece !== undefined;) {
      piece = this.#pieces[++this.#frontIndex];
    }
  }

  #split(): Piece | null {
    const left = ({ at, to }: Piece): number => to - at;
    const largest = [...this.#taken].reduce<Piece | null>((a, b) => (a === null || left(b) > left(a) ? b : a), null);
    if (largest === null || left(largest) < 2 * leastSplitBytes) return null;
    const middle = largest.at + Math.ceil(left(largest) / 2);
    const piece = { from: middle, at: middle, to: largest.to };
    largest.to = middle;
    this.#pieces.splice(this.#pieces.indexOf(largest) + 1, 0, piece);
    return piece;
  }
}
