import { z } from 'zod';

/**
 * What a pack is to ComfyUI. `loaded`: the process that runs, or ran last, has imported it as it is on disk. `waits-for-restart`: it was
 * installed, changed, enabled, disabled or removed after that process had started. `left-out`: the process that runs was started without it, in safe mode
 * or with some packs only. `not-run`: no start is known that would tell.
 */
const PackState = z.enum(['loaded', 'waits-for-restart', 'did-not-load', 'disabled', 'left-out', 'not-run']);

/** One value per pack, the same at every door and in every place of the window. */
export const PackStanding = z.object({
  state: PackState,
  /** Why, in one sentence; null where the state says all. */
  reason: z.string().nullable(),
  /** What ComfyUI said when it could not import the pack, in one line, as it said it; left out in every other state. */
  failure: z.string().optional(),
  /** The version that the living process has imported; null when it has none, or none with a version. */
  runningVersion: z.string().nullable(),
});
export type PackStanding = z.infer<typeof PackStanding>;

/** A pack on disk, or one that was removed and that the living process still has. */
const PackStateRow = PackStanding.extend({
  /** Folder or file name below `custom_nodes`. */
  name: z.string(),
  /** On disk now; empty when unknown, and for a pack that was removed. */
  version: z.string(),
  enabled: z.boolean(),
  /** Whether a person holds it at its version. */
  held: z.boolean(),
});

/** By the keys of `customnode/installed`. */
export const PackStates = z.record(z.string(), PackStateRow);
export type PackStates = z.infer<typeof PackStates>;
