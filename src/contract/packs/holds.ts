import { z } from 'zod';

/** Why a pack is held, in a person's words; may be empty. */
export const HoldReason = z
  .string()
  .trim()
  .max(300, 'A reason has at most 300 characters.')
  .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/u, 'A reason has no control characters.');

/** A pack that a person keeps at the version it has: updates leave it out until it is released. */
export const Hold = z.object({
  reason: HoldReason,
  /** RFC 3339. */
  heldAt: z.string(),
});
export type Hold = z.infer<typeof Hold>;

/** A hold with the pack it is of. */
export const HeldPack = Hold.extend({
  /** Registry id, else folder name, as written when it was held. */
  name: z.string(),
});
export type HeldPack = z.infer<typeof HeldPack>;
