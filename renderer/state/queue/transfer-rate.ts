/** Speed of a download as measured so far. */
export interface TransferRate {
  bytesDone: number;
  atMs: number;
  /** Smoothed; null until two measurements are far enough apart. */
  bytesPerSecond: number | null;
}

const minSpanMs = 400;
const smoothing = 0.3;

/** Takes one more measurement in. A count that goes back starts a new file, so the measuring starts anew. */
export function measureRate(previous: TransferRate | undefined, bytesDone: number, atMs: number): TransferRate {
  if (!previous || bytesDone < previous.bytesDone) return { bytesDone, atMs, bytesPerSecond: null };
  const spanMs = atMs - previous.atMs;
  if (spanMs < minSpanMs) return previous;
  const current = ((bytesDone - previous.bytesDone) * 1000) / spanMs;
  const before = previous.bytesPerSecond;
  return { bytesDone, atMs, bytesPerSecond: before === null ? current : before + smoothing * (current - before) };
}

/** Milliseconds until the last byte at this speed; null when it cannot be told. */
export function estimateRemainingMs(
  bytesDone: number,
  bytesTotal: number,
  bytesPerSecond: number | null,
): number | null {
  if (bytesPerSecond === null || bytesPerSecond < 1 || bytesTotal < bytesDone) return null;
  return ((bytesTotal - bytesDone) / bytesPerSecond) * 1000;
}
