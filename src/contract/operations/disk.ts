import { z } from 'zod';
import { DiskCache, DiskCleaned, DiskLeftover, DiskUsage } from '../disk';
import { reads, changes, Nothing } from './shape';

/** What lies on disk, and what of ours can go. */
export const diskOperations = {
  'disk.usage': reads(z.object({ mode: z.enum(['kept', 'cache', 'fresh']).default('cache') }), DiskUsage),
  /** Ends a walk over the disk that is under way. */
  'disk.leftovers': reads(Nothing, z.object({ items: z.array(DiskLeftover) })),
  /** The caches of uv, pip, Hugging Face and torch hub that this installation fills, measured now; a task of kind `clean-cache` empties one. */
  'disk.caches': reads(Nothing, z.object({ caches: z.array(DiskCache) })),
  /** Removes leftovers of ours, and nothing that is not listed as one. */
  'disk.clean': changes(
    z.object({ ids: z.array(z.string().min(1).max(400)).min(1).max(1000) }),
    DiskCleaned,
    'clean-disk',
  ),
} as const;
