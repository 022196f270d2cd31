import { z } from 'zod';
import { DiskCleaned, DiskLeftover, DiskUsage } from '../disk';
import { reads, changes, Nothing } from './shape';

/** What lies on disk, and what of ours can go. */
export const diskOperations = {
  'disk.usage': reads(z.object({ mode: z.enum(['kept', 'cache', 'fresh']).default('cache') }), DiskUsage),
  /** Ends a walk over the disk that is under way. */
  'disk.stop': reads(Nothing, Nothing),
  'disk.leftovers': reads(Nothing, z.object({ items: z.array(DiskLeftover) })),
  /** Removes leftovers of ours, and nothing that is not listed as one. */
  'disk.clean': changes(z.object({ ids: z.array(z.string().min(1).max(400)).min(1).max(1000) }), DiskCleaned),
} as const;
