import { tagBytes, writeJson, type JsonBytes } from './json-writer';
import type { Answer } from './respond';

/** The text of every object that was answered and still lives: an operation that answers the same object again pays nothing. */
const written = new WeakMap<object, Promise<JsonBytes>>();

/**
 * Answers a large value as JSON with an entity tag. An object is written once for as long as it lives: operations hand out a new one when
 * something changed, and never change one they handed out.
 */
export async function answerKept(value: object): Promise<Answer> {
  let writing = written.get(value);
  if (!writing) {
    writing = writeJson(value);
    written.set(value, writing);
  }
  const { bytes, etag } = await writing;
  return answerTagged(bytes, { type: 'application/json; charset=utf-8', etag });
}

/** Answers bytes that never change while the app runs. */
export function answerFile(bytes: Buffer, type: string): Answer {
  return answerTagged(bytes, { type, etag: tagBytes(bytes) });
}

function answerTagged(bytes: Buffer, { type, etag }: { type: string; etag: string }): Answer {
  // Kept by the client, and asked about each time: an old answer is never shown.
  return { status: 200, headers: { 'content-type': type, 'cache-control': 'no-cache', etag }, body: bytes };
}

/**
 * What goes out instead of an answer that the caller has already: 304 without a body. `ifNoneMatch` is the header of that name of a
 * request that reads.
 */
export function spareKnown(answer: Answer, ifNoneMatch: string | undefined): Answer {
  const { etag, 'cache-control': cacheControl } = answer.headers;
  if (etag === undefined || cacheControl === undefined || ifNoneMatch === undefined) return answer;
  const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!known.includes(etag) && !known.includes('*')) return answer;
  return { status: 304, headers: { etag, 'cache-control': cacheControl }, body: '' };
}
