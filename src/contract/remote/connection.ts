import { z } from 'zod';
import { ErrorBody } from '../error-body';

/** Where the core of another machine is reached. */
const RemotePlace = z.discriminatedUnion('kind', [
  /** `http(s)://host:port`, without a path. */
  z.object({ kind: z.literal('address'), address: z.string() }),
]);

/** What an installation on another machine has beside the facts of every installation. */
export const Remote = z.object({
  place: RemotePlace,
  /** What the person calls it; else the host. */
  title: z.string(),
  /** Its folder on its own machine. */
  folder: z.string().nullable(),
});
export type Remote = z.infer<typeof Remote>;

/**
 * How the line to a remote core is. `broken` is tried again by itself; `ended` is not, because the other side refuses: the token is no longer
 * right, or another program answers there.
 */
export const Connection = z.object({
  state: z.enum(['connected', 'broken', 'ended']),
  /** RFC 3339. */
  since: z.string(),
  /** Why the line is broken, or has ended. */
  error: ErrorBody.optional(),
});
export type Connection = z.infer<typeof Connection>;
