import { z } from 'zod';
import { BatchChanges, BatchSummary } from '../changes';
import { reads, HistoryId } from './shape';

/** What batches of tasks changed on disk. */
export const changesOperations = {
  /** The last batches with what can be taken back, newest first. */
  'changes.list': reads(
    z.object({ limit: z.int().min(1).max(100).default(20) }),
    z.object({ batches: z.array(BatchSummary) }),
  ),
  /** What one batch changed on disk. */
  'changes.of': reads(z.object({ batch_id: HistoryId }), BatchChanges),
} as const;
