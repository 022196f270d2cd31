import { z } from 'zod';
import { LocalPack } from './packs';

/** What lies between two lists of the packs on disk: of thousands a task changes one or two. */
const PackListChange = z.object({
  /** Packs that are new, say something else or stand elsewhere, with their places in the later list, in its order. */
  changed: z.array(z.object({ at: z.int().min(0), pack: LocalPack })),
  /** Keys of those that are gone. */
  removed: z.array(z.string()),
});
export type PackListChange = z.infer<typeof PackListChange>;

/** The packs on disk: all of them, or what differs from the answer that was named in the question. `revision` names this answer. */
export const LocalPacksAnswer = z.discriminatedUnion('isWhole', [
  z.object({ isWhole: z.literal(true), revision: z.string(), packs: z.array(LocalPack) }),
  PackListChange.extend({ isWhole: z.literal(false), revision: z.string() }),
]);
export type LocalPacksAnswer = z.infer<typeof LocalPacksAnswer>;
