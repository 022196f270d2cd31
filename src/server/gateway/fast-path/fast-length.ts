import type { IncomingMessage } from 'node:http';

/** A body of this size is worth a connection: one whose parser was passed by serves no second request. */
const fastPathFromBytes = 4 * 1024 * 1024;

/**
 * How long the body of a message is, when it is long and its head says so plainly; else null, and Node's parser reads all of it. The parser has
 * read the head in either case, and has refused what contradicts itself: two lengths, a length and chunks, a broken line.
 */
export function fastPathLength({ headers }: IncomingMessage): number | null {
  if (headers['content-length'] === undefined || headers['transfer-encoding'] !== undefined) return null;
  const length = Number(headers['content-length']);
  return length >= fastPathFromBytes && Number.isSafeInteger(length) ? length : null;
}
