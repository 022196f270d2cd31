import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { ReadLease } from '../../manager/installation/read-lease';
import type { Door } from '../../server/operations-door/ask-door';
import { readLocalToken } from '../store/local-token';

/**
 * The door of the app that has a folder open, with the token of this account, which is '' where there is none; null where nobody is proven to. What a folder
 * says is not believed: the token goes to a living app of this machine alone, and neither to a host that a copied folder names nor to a stranger who listens
 * where an app has ended.
 */
export async function findDoorHere(folder: string, profileDir: string): Promise<Door | null> {
  return doorOf(await leaseOf(folder), profileDir);
}

async function leaseOf(folder: string): Promise<ReadLease | null> {
  const { readLease } = await import('../../manager/installation/read-lease');
  return readLease(folder);
}

async function doorOf(lease: ReadLease | null, profileDir: string): Promise<Door | null> {
  if (lease?.isHere !== true || lease.address === null) return null;
  return { address: lease.address, token: (await readLocalToken(profileDir)) ?? '' };
}

/**
 * Where another core of this account serves a folder on this machine, and what opens its door. Throws `token-required` where nobody is proven to. Its details
 * name the address to ask about, where there is one.
 */
export async function findServed(folder: string, profileDir: string): Promise<Door> {
  const lease = await leaseOf(folder);
  const door = await doorOf(lease, profileDir);
  if (door !== null && door.token !== '') return door;
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
