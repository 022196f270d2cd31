import { z } from 'zod';
import { ErrorBody } from '../error-body';

/**
 * Whom `ssh` is told to connect with: `[user@]host[:port]`, where `host` may be an alias of the person's own configuration. It is one word, and nothing of it can be
 * taken for an option.
 */
export const SshHost = z
  .string()
  .max(255)
  .regex(
    /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/u,
    'A host is HOST, USER@HOST or USER@HOST:PORT.',
  );

/** A folder of a machine that is reached by `ssh`. */
export const SshFolder = z
  .string()
  .max(1000)
  .regex(/^~?\/[^\\\p{Cc}]*$/u, 'A folder there begins with / or ~/, and has no backslash.');

/** Where the core of another machine is reached. */
const RemotePlace = z.discriminatedUnion('kind', [
  /** `http(s)://host:port`, without a path. */
  z.object({ kind: z.literal('address'), address: z.string() }),
  /** By the person's own `ssh`. `folder`: as the person named it; null: the one that was open last there. */
  z.object({ kind: z.literal('ssh'), host: SshHost, folder: SshFolder.nullable() }),
]);
export type RemotePlace = z.infer<typeof RemotePlace>;
export type SshPlace = Extract<RemotePlace, { kind: 'ssh' }>;

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
