import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** By what the disk says of a file: whoever writes into it, or puts another one in its place, changes the time of its last change, which nobody can set. */
const known = new Map<string, string>();

/** A file that changed just now may change again within the same tick of that clock. */
const tickMs = 100;

/**
 * For tests only: the SHA-256 of the content of a file. One that nobody has touched is not read again: pictures of an environment before and after are
 * thousands of files, and uv alone is 55 MB.
 */
export function digestOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  const state = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  const found = known.get(state);
  if (found !== undefined) return found;
  const digest = createHash('sha256').update(readFileSync(path)).digest('base64url');
  if (Number(ctimeNs / 1_000_000n) < Date.now() - tickMs) known.set(state, digest);
  return digest;
}
