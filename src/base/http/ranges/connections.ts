import type { HttpAnswer } from '../fetch';
import { stalled } from '../download';
import type { Begin } from './begin';
import { OtherStretch, type Identity } from './identity';
import { longestStallMs, type Patience } from './patience';
import type { Piece } from './pieces';
import { drop, watchStall, type RangedSource, type Requester, type StallWatch } from './request';
import type { Transfer } from './transfer';

/** What the connections of one download share. */
export interface Flow {
  source: RangedSource;
  requester: Requester;
  transfer: Transfer;
  patience: Patience;
  signal: AbortSignal;
}

/** How often one connection takes another stretch for an answer than the one it has asked for. */
const mostLies = 8;

type Answer = Pick<HttpAnswer, 'body'> & { to: number };

/** Opens an answer and writes it into a piece. Throws `download-stalled` after `stallMs` without a byte, and what opening, reading and writing throw. */
export async function takeAnswer(
  { source, transfer, signal }: Flow,
  { piece, stallMs, open }: { piece: Piece; stallMs: number; open: (watch: StallWatch) => Answer | Promise<Answer> },
): Promise<void> {
  const watch = watchStall(stallMs, signal);
  let answer: Answer | null = null;
  // The signal of an answer that was opened elsewhere is another one.
  const leave = () => answer?.body.destroy();
  watch.signal.addEventListener('abort', leave, { once: true });
  try {
    answer = await open(watch);
    await transfer.take(answer, piece, { watch, limit: source.limit });
  } catch (error) {
    throw watch.isStalled() && !signal.aborted ? stalled({ url: source.url, stallMs }) : error;
  } finally {
    watch.signal.removeEventListener('abort', leave);
    watch.stop();
  }
}

/** Fetches piece after piece by one connection. `first` is an answer that is open already. Throws the first failure that does not pass. */
async function connect(flow: Flow, file: Identity, first: Begin | null): Promise<void> {
  const { source, requester, transfer, patience, signal } = flow;
  const { pieces } = transfer;
  let lies = 0;
  const stallMs = Math.min(source.stallMs, longestStallMs);
  let given = first;
  const openFor = (piece: Piece) => (watch: StallWatch) => {
    const answer = given;
    given = null;
    if (answer?.span.from === piece.at) return { ...answer.answer, to: answer.span.to };
    if (answer !== null) drop(answer.answer);
    return requester.openPiece(piece, file, watch);
  };
  const fill = async (piece: Piece): Promise<void> => {
    while (piece.at < piece.to) {
      transfer.assertClaimed();
      try {
        await takeAnswer(flow, { piece, stallMs, open: openFor(piece) });
      } catch (error) {
        if (signal.aborted || (error instanceof OtherStretch && ++lies >= mostLies)) throw error;
        await patience.wait(error, signal);
      }
    }
  };
  for (let piece = pieces.take(); piece !== null; piece = pieces.take()) {
    await fill(piece).finally(() => pieces.release(piece));
  }
}

/** Fetches what is missing of a file by several connections at once. The first failure that does not pass ends all of them, and is thrown. */
export async function fetchPieces(flow: Flow, begin: Begin & { file: Identity }, count: number): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([flow.signal, failed.signal]);
  const ends = Array.from({ length: count }, (_, at) =>
    connect({ ...flow, signal }, begin.file, at === 0 ? begin : null).catch((error: unknown) => {
      // What fails after it does so because of it.
      failed.abort(error);
    }),
  );
  await Promise.all(ends);
  failed.signal.throwIfAborted();
}
