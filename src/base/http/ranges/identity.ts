import { z } from 'zod';
import type { HttpAnswer } from '../fetch';

/** By what a file on a server is known to be the same one as before. */
export const Identity = z.object({
  bytes: z.int().nonnegative(),
  /** A strong ETag. A weak one says nothing of single bytes (RFC 9110, 8.8.1). */
  tag: z.string().nullable(),
  modified: z.string().nullable(),
  /** In lower-case hex, where the source names it. */
  sha256: z.string().nullable(),
});
export type Identity = z.infer<typeof Identity>;

/** The file is not the one whose pieces are here. */
export class FileChanged extends Error {}

/** A server sends another stretch of the file than the one that was asked for. */
export class OtherStretch extends Error {}

type Headers = Pick<HttpAnswer, 'status' | 'header'>;

/** The stretch that an answer says it is, and the length of the whole (RFC 9110, 14.4); null when it says none. */
export function rangeOf({ status, header }: Headers): { from: number; to: number; bytes: number } | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(header('content-range') ?? '');
  if (status !== 206 || match === null) return null;
  const [from = 0, last = 0, bytes = 0] = match.slice(1).map(Number);
  return last < from || last >= bytes ? null : { from, to: last + 1, bytes };
}

/** What an answer says of the file. `sha256` comes from the source, which may name it elsewhere. */
export function identityOf(answer: Headers, bytes: number, sha256: string | null): Identity {
  const tag = answer.header('etag');
  const isStrong = tag !== null && /^"[^"]*"$/.test(tag);
  return { bytes, tag: isStrong ? tag : null, modified: answer.header('last-modified'), sha256 };
}

/** Whether a file can be told from another one of its length. Only then pieces of two answers may be put together unseen. */
export function isTellable({ tag, modified, sha256 }: Identity): boolean {
  return tag !== null || modified !== null || sha256 !== null;
}

/** Whether a file is surely the one that it was: by a time alone, or by nothing, it is not. */
export function isCertain({ tag, sha256 }: Identity): boolean {
  return tag !== null || sha256 !== null;
}

/**
 * Whether two answers are of one file. Hashes decide where both name one, for a file moves from one storage to another with all else changed; else tags,
 * else the time; where neither says anything, the length. Pure.
 */
export function isSameFile(one: Identity, other: Identity): boolean {
  if (one.bytes !== other.bytes) return false;
  for (const mark of ['sha256', 'tag', 'modified'] as const) {
    if (one[mark] !== null && other[mark] !== null) return one[mark] === other[mark];
  }
  return !isTellable(one) && !isTellable(other);
}
