import type { TaskProgress } from '../../src/contract/tasks/tasks';
import { estimateRemainingMs, type TransferRate } from '../state/queue/transfer-rate';

/** The numbers of a download that are known now; null for those that are not. */
export interface Transfer {
  bytesDone: number;
  bytesTotal: number | null;
  bytesPerSecond: number | null;
  remainingMs: number | null;
}

/** Reads a download out of a report and the speed measured so far; null when nothing is downloaded. */
export function readTransfer(progress: TaskProgress | undefined, rate: TransferRate | undefined): Transfer | null {
  if (!progress || progress.bytesDone === null) return null;
  const { bytesDone, bytesTotal } = progress;
  const bytesPerSecond = rate?.bytesPerSecond ?? null;
  const remainingMs = bytesTotal === null ? null : estimateRemainingMs(bytesDone, bytesTotal, bytesPerSecond);
  return { bytesDone, bytesTotal, bytesPerSecond, remainingMs };
}
