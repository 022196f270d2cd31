import { z } from 'zod';
import { Installation } from '../installation';
import { SshFolder, SshHost } from '../remote/connection';
import { acts, FolderInput, Nothing } from './shape';

/** Installations on other machines. Opened, shown, closed and forgotten they are by `installation.*`, as a folder of this machine is. */
export const remoteOperations = {
  /**
   * Opens the installation that a core serves at an address, and shows it; it is remembered, and one of the same address is replaced, its token too.
   * Fails with `remote-unreachable`, `token-required`, `remote-unfit` (another program answers, or another version of this one), `installation-missing` (nothing is open there); then
   * nothing has changed. `unprotected`: where the system cannot encrypt, store the token as it is; else it is kept until the app ends.
   */
  'remote.connect': acts(
    z.object({
      address: z.string().min(1).max(1000),
      token: z
        .string()
        .trim()
        .regex(/^[\x21-\x7e]{8,1000}$/u, 'A token is one word of at least 8 letters, digits and special characters.'),
      title: z.string().max(100).optional(),
      unprotected: z.boolean().default(false),
    }),
    z.object({ installation: Installation }),
  ),
  /**
   * The same by the person's own `ssh`: the machine is asked by `cmdesk door` where the core is and for its token, each time anew, so none is stored here. `start`: where none runs
   * there, `cmdesk serve` is started, and goes on when this app ends. Fails with `ssh-failed` too, and with `not-served` where none runs.
   */
  'remote.connectBySsh': acts(
    z.object({
      host: SshHost,
      folder: SshFolder.optional(),
      start: z.boolean().default(false),
      title: z.string().max(100).optional(),
    }),
    z.object({ installation: Installation }),
  ),
  /**
   * The same for a folder that another core has open on this machine, with the token of this account. Fails with `token-required`, whose details name the
   * `address` to ask about, where that core is on another machine or belongs to somebody else.
   */
  'remote.connectServed': acts(FolderInput, z.object({ installation: Installation })),
  /** Tries a broken line now and not later. It fails as `remote.connect` does. */
  'remote.retry': acts(FolderInput, Nothing),
} as const;
