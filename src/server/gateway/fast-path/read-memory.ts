import type { OnReadOpts, Socket } from 'node:net';

/** Sixteen times what Node reads at once by itself: most of the cost of a long body is the number of its pieces. */
const readBytes = 1024 * 1024;
/** How many pieces may wait for their receiver before no more is read. */
const maxLent = 2;

/**
 * Takes what a connection has read. The piece lies in memory that is read into again: who still needs it after the call answers with a promise, and
 * that memory is left alone until it is settled.
 */
export type TakePiece = (piece: Buffer) => Promise<void> | null;

/**
 * How a socket reads up to a megabyte at once, always into the same memory: fresh memory costs Electron more than the copying. Such a socket emits
 * no `data` by itself.
 */
export function createLargeReading(socket: () => Socket, take: TakePiece): OnReadOpts {
  const free: Buffer[] = [Buffer.allocUnsafeSlow(readBytes)];
  let lent = 0;
  const lend = async (piece: Buffer, busy: Promise<void>): Promise<void> => {
    lent += 1;
    free.shift();
    await busy;
    lent -= 1;
    free.push(piece);
    socket().resume();
  };
  return {
    // Asked for the memory of the next read, after each.
    buffer() {
      const [first = Buffer.allocUnsafeSlow(readBytes)] = free;
      free[0] = first;
      return first;
    },
    callback(size, memory) {
      const whole = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
      const busy = take(whole.subarray(0, size));
      if (busy) void lend(whole, busy);
      return lent < maxLent;
    },
  };
}
