import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { readLocalToken } from '../store/local-token';

/**
 * Where another core of this account serves a folder on this machine, and what opens its door. Throws `token-required` where nobody is proven to: the token
 * of this account goes to a living app of this machine alone, whatever a folder says. Its details name the address to ask about, where there is one.
 */
export async function findServed(folder: string, profileDir: string): Promise<{ address: string; token: string }> {
  const { readLease } = await import('../../manager/installation/read-lease');
  const lease = await readLease(folder);
  const address = lease?.address ?? null;
  const token = lease?.isHere === true ? await readLocalToken(profileDir) : null;
  if (address !== null && token !== null) return { address, token };
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
