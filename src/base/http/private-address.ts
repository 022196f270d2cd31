import { BlockList, isIP, isIPv4 } from 'node:net';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { addressesOf, plainAddress } from './own-doors';

/** The origins that a person named in the settings, and nothing else: a mirror in the own network may be asked, whoever names it. */
export interface PublicOnly {
  trusted: readonly string[];
}

type Network = readonly [address: string, prefix: number];

/** Everything that is not globally reachable by the IANA IPv4 special-purpose registry, and what leads elsewhere (6to4 relays, multicast). */
const specialIpv4: readonly Network[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Where addresses of IPv6 are given to somebody (RFC 4291, 2.5.4); what lies outside is local, mapped, or nobody's. */
const globalUnicast: Network = ['2000::', 3];

/** The parts of it that are special by the IANA IPv6 special-purpose registry; 6to4 and Teredo lead to any address of IPv4. */
const specialIpv6: readonly Network[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

function listOf(networks: readonly Network[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family);
  return list;
}

const closedIpv4 = listOf(specialIpv4, 'ipv4');
const openIpv6 = listOf([globalUnicast], 'ipv6');
const closedIpv6 = listOf(specialIpv6, 'ipv6');

/** Whether an address (no name) is one of the public Internet. What is no address is none, nor is one of this machine or of a private network. */
export function isPublicAddress(address: string): boolean {
  if (!isIP(address.replace(/^\[|\]$/g, ''))) return false;
  const plain = plainAddress(address);
  if (isIPv4(plain)) return !closedIpv4.check(plain);
  return openIpv6.check(plain, 'ipv6') && !closedIpv6.check(plain, 'ipv6');
}

/** The error for an address that a stranger named and that leads into a network of the person's own. */
export function privateRefused(host: string): AppError {
  return new AppError(
    'download-failed',
    msg`The address ${host} belongs to this machine or to a private network, so nothing was requested from it.`,
    {
      remedy: msg`Give an address of the public Internet. A mirror of your own is named under Settings > Network.`,
      details: { host },
    },
  );
}

/** Through a proxy such a name could lead anywhere, and nobody here would see it. */
function nameUnknown(host: string): AppError {
  return new AppError(
    'network-failed',
    msg`The name ${host} is unknown here. It may not lead to the public Internet, so nothing was requested from it.`,
    {
      remedy: msg`Check the address and your connection. A mirror of your own is named under Settings > Network.`,
      details: { host },
    },
  );
}

/**
 * Refuses an address that is not https, or that leads out of the public Internet by any of the addresses behind its name, or by none that is known.
 * Throws `download-failed`, `network-failed`.
 */
export async function assertPublic(url: URL, { trusted }: PublicOnly): Promise<void> {
  if (trusted.includes(url.origin)) return;
  if (url.protocol !== 'https:') {
    throw new AppError('download-failed', msg`The address of ${url.host} is not an https address.`, {
      remedy: msg`Use its https address: what comes over http can be tampered with on the way.`,
      details: { host: url.host },
    });
  }
  const found = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''));
  if (found.length === 0) throw nameUnknown(url.host);
  if (!found.every(isPublicAddress)) throw privateRefused(url.host);
}
