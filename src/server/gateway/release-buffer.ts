/** A piece of this size has its memory for itself; smaller ones may share a pool. */
const ownMemoryBytes = 16 * 1024;

/**
 * Gives back the memory of a piece that has been sent, now and not with some later garbage collection: warm memory is used again. Nobody may look
 * at the piece after it. Does nothing where the runtime cannot (before ES2024), or the memory is shared.
 */
export function releaseBuffer({ buffer, byteLength }: Buffer): void {
  if (byteLength < ownMemoryBytes || byteLength !== buffer.byteLength) return;
  const memory: { transfer?: (newByteLength: number) => unknown } = buffer as object;
  memory.transfer?.(0);
}
