import { createHash } from 'node:crypto';
import type { Answer } from './respond';
import { writeJson } from './write-json';

/** The answer of every object that was answered and still lives: an operation that answers the same object again pays nothing. */
const written = new WeakMap<object, Answer>();

/**
 * Answers a large value as JSON with an entity tag. An object is written once for as long as it lives: operations hand out a new one when
 * something changed, and never change one they handed out.
 */
export function answerCached(value: object): Answer {
  const answer = written.get(value) ?? answerFile(Buffer.from(writeJson(value)), 'application/json; charset=utf-8');
  written.set(value, answer);
  return answer;
}

/** Answers bytes that never change while the app runs. */
export function answerFile(bytes: Buffer, type: string): Answer {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
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
