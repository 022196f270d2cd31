import { z } from 'zod';
import { PackRef } from '../packs/pack-ref';

/** Parameters of kind `rehearse-updates`: the packs whose updates are tried aside. */
export const RehearseUpdatesParams = z.object({ packs: z.array(PackRef).min(1).max(500) });
export type RehearseUpdatesParams = z.infer<typeof RehearseUpdatesParams>;

/**
 * What the trial of an update showed. `current`: there was nothing to try. `not-prepared`: its new version could not be had. `clash`: what it asks for cannot be
 * met together with what others ask for. `breaks-start`: ComfyUI did not come up with it. `breaks-import`: it does not import, and did before. `breaks-others`:
 * a pack that was not updated does not import any more. `loses-nodes`: node classes are gone.
 * `breaks-install`: its install.py fails, or changes packages that nobody was told of.
 */
export const RehearsalVerdict = z.enum([
  ...(['fine', 'current', 'not-prepared', 'clash', 'breaks-start', 'breaks-import', 'breaks-others'] as const),
  ...(['breaks-install', 'loses-nodes'] as const),
]);
export type RehearsalVerdict = z.infer<typeof RehearsalVerdict>;

export const RehearsedPack = z.object({
  /** The key of the pack. */
  key: z.string(),
  from: z.string(),
  /** The version that was tried; null when there was none. */
  to: z.string().nullable(),
  verdict: RehearsalVerdict,
  /** In one sentence or line; '' where there is nothing to say. */
  reason: z.string(),
  /** Node classes that are gone, the first of them, each with the saved workflows that use it. */
  lost: z.array(z.object({ nodeClass: z.string(), workflows: z.array(z.string()) })),
  lostCount: z.int(),
  /** It has an install.py, which could not be run in the staged copy. */
  lacksScript: z.boolean(),
  /** The reason in parts, for readers that speak another language. */
  words: z.looseObject({}).optional(),
});
export type RehearsedPack = z.infer<typeof RehearsedPack>;

/** What a rehearsal of updates found. Nothing of it is installed. */
export const Rehearsal = z.object({
  packs: z.array(RehearsedPack),
  /** Python packages that were staged for the updates that are fine. */
  packages: z.array(z.object({ name: z.string(), from: z.string().nullable(), to: z.string() })),
  /** Packs that were not updated, that fail since, and that no update can be charged with. */
  others: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type Rehearsal = z.infer<typeof Rehearsal>;
