import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Door } from '../../server/operations-door/ask-door';
import { openProvenDoor } from '../../server/operations-door/core-proof';
import { readLocalToken } from '../store/local-token';
import { readServedNotes, type ServedNote } from '../store/served-notes';

/** The app that serves a folder, and what opens its door for as long as it runs. */
export interface ServedHere {
  door: Door;
  note: ServedNote;
}

/**
 * The app of this account that has proven that it serves a folder; null where none has. What the folder says of that is not asked: only addresses of this
 * machine that the profile knows are, and the token of the account is shown to nobody (docs/decisions/074).
 */
export async function findServedHere(folder: string, profileDir: string): Promise<ServedHere | null> {
  const token = await readLocalToken(profileDir);
  if (token === null) return null;
  for (const note of await readServedNotes(profileDir, folder)) {
    const { core, ...door } = (await openProvenDoor({ address: note.address, token })) ?? { core: null };
    if (core === note.core) return { door: door as Door, note };
  }
  return null;
}

/**
 * Where another core of this account serves a folder on this machine, and the token that is proven to it. Throws `token-required` where nobody is proven to. Its
 * details name the address to ask about, where there is one.
 */
export async function findServed(folder: string, profileDir: string): Promise<Door> {
  const [served, token] = await Promise.all([findServedHere(folder, profileDir), readLocalToken(profileDir)]);
  if (served !== null && token !== null) return { address: served.door.address, token };
  const { readLease } = await import('../../manager/installation/read-lease');
  const lease = await readLease(folder);
  const address = lease?.address ?? null;
  throw new AppError(
    'token-required',
    msg`The app that has ${folder} open is not one of this account on this machine.`,
    {
      remedy: msg`Connect to its address, with its API token.`,
      details: { folder, ...(lease !== null && address !== null && { address: reachAt(address, lease) }) },
    },
  );
}

/** An app elsewhere calls itself as its own machine does. */
function reachAt(address: string, { host, isHere }: { host: string; isHere: boolean }): string {
  const url = new URL(address);
  if (!isHere) url.hostname = host;
  return url.origin;
}
