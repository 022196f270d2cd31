import { z } from 'zod';
import { BatchChanges, BatchSummary, RecoveryReport } from '../changes';
import { reads, Nothing, HistoryId } from './shape';

/** What batches of tasks changed on disk. */
export const changesOperations = {
  /** The last batches with what can be taken back, newest first. */
  'changes.list': reads(
    z.object({ limit: z.int().min(1).max(2000).default(20) }),
    z.object({ batches: z.array(BatchSummary) }),
  ),
  /** The window's own door: what was put right after the app had last ended in the middle of work. */
  'changes.recovered': reads(Nothing, RecoveryReport),
  /** What one batch changed on disk. */
  'changes.of': reads(z.object({ batch_id: HistoryId }), BatchChanges),
} as const;
