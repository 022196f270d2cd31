import { z } from 'zod';

/** One thing that lies on disk otherwise than a process of ComfyUI has, or had, it. */
export const RestartChange = z.object({
  subject: z.enum(['comfyui', 'pack', 'python', 'variables']),
  /** Folder or file below `custom_nodes`, Python package, `ComfyUI`, or `Environment variables`. */
  name: z.string(),
  /** `switch`: another version, or other files of the same version. */
  action: z.enum(['add', 'remove', 'switch', 'enable', 'disable']),
  /** Version before and after, of two commits of one version the commits; null where there was or is none, or nobody knows. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type RestartChange = z.infer<typeof RestartChange>;

/** A change, and what became of it: `loaded` and `failed` are packs, `out` is what is not loaded any more, and `untold` what ComfyUI said nothing of. */
export const RestartOutcome = RestartChange.extend({
  outcome: z.enum(['loaded', 'failed', 'out', 'untold']),
  /** Of what failed: why, in one line. */
  reason: z.string().nullable(),
});
export type RestartOutcome = z.infer<typeof RestartOutcome>;

/** What a start brought that was not there at the one before. */
export const RestartReport = z.object({
  /** When that start was, RFC 3339. */
  startedAt: z.string(),
  outcomes: z.array(RestartOutcome),
});
export type RestartReport = z.infer<typeof RestartReport>;

/** What a restart is for, and what the last one brought. */
export const RestartView = z.object({
  /** What the running ComfyUI does not have as it is on disk; empty while none of ours serves. */
  waiting: z.array(RestartChange),
  /** How many changes that is to a person: Python packages come with packs, and count as one where nothing else waits. */
  count: z.int(),
  /** Until a person puts it away, or the next start; null when there is nothing to tell. */
  report: RestartReport.nullable(),
});
export type RestartView = z.infer<typeof RestartView>;
