/** Memory is taken in such steps: the next record is a few bytes longer. */
const stepBytes = 64 * 1024;
/** Larger files than this leave no memory behind. */
const maxKeptBytes = 8 * 1024 * 1024;

/** Memory of an earlier file, for the next one; null while one is being written from it. */
let spare: Buffer | null = null;

/**
 * Puts parts together for `use`, which must not keep the bytes beyond its end. Records of a megabyte come with every task: the memory for one is
 * used for the next, since getting it anew from the system costs more than the copying.
 */
export async function withJoined<T>(parts: readonly Buffer[], use: (bytes: Buffer) => Promise<T>): Promise<T> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const memory =
    spare !== null && spare.length >= length
      ? spare
      : Buffer.allocUnsafeSlow(Math.ceil(length / stepBytes) * stepBytes);
  // A caller that comes meanwhile gets memory of its own.
  if (memory === spare) spare = null;
  let at = 0;
  for (const part of parts) at += part.copy(memory, at);
  try {
    return await use(memory.subarray(0, length));
  } finally {
    if (memory.length > (spare?.length ?? 0) && memory.length <= maxKeptBytes) spare = memory;
  }
}
