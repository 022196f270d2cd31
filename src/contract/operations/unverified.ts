import { z } from 'zod';
import { changes, Nothing, reads } from './shape';

/** What came with the folder and was not written there by this account: files of the app, and values of `config.ini` that open something. It has no effect. */
export const unverifiedOperations = {
  'unverified.list': reads(Nothing, z.object({ items: z.array(z.object({ name: z.string() })) })),
  /** Lets all of it count: files from the next opening of the folder on. Throws `pack-exists` where something is in the place of one by now. */
  'unverified.use': changes(Nothing, Nothing, 'change-own-settings'),
  /** Deletes it, and writes what counts now into `config.ini`. */
  'unverified.discard': changes(Nothing, Nothing, 'change-own-settings'),
} as const;
