import { BlockList, isIP } from 'node:net';
import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';
import { addressesOf, plainAddress } from './own-doors';

/** The origins that a person named in the settings, and nothing else: a mirror in the own network may be asked, whoever names it. */
export interface PublicOnly {
  trusted: readonly string[];
}

/** Networks that are no part of the public Internet (IANA special-purpose registries), and the ones that lead into them. */
const closed: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];
const closedNetworks = new BlockList();
for (const [address, prefix] of closed) {
  closedNetworks.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** Whether an address (no name) is one of this machine, of a private network or of none; what is no address counts as one. */
export function isPrivateAddress(address: string): boolean {
  const plain = plainAddress(address);
  const kind = isIP(plain);
  return kind === 0 || closedNetworks.check(plain, kind === 4 ? 'ipv4' : 'ipv6');
}

/** The error for an address that a stranger named and that leads into a network of the person's own. */
export function privateRefused(host: string): AppError {
  return new AppError(
    'download-failed',
    say`The address ${host} is one of this machine or of a private network, so nothing was asked of it.`,
    {
      remedy: say`Give an address of the public Internet. A mirror of your own is named under Settings > Network.`,
      details: { host },
    },
  );
}

/** Refuses an address that is not https, or that leads into a private network by any of the addresses behind its name. */
export async function assertPublic(url: URL, { trusted }: PublicOnly): Promise<void> {
  if (trusted.includes(url.origin)) return;
  if (url.protocol !== 'https:') {
    throw new AppError('download-failed', say`The address of ${url.host} is not an https address.`, {
      remedy: say`Use its https address: what comes over http can be exchanged on the way.`,
      details: { host: url.host },
    });
  }
  const found = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''));
  if (found.some(isPrivateAddress)) throw privateRefused(url.host);
}
