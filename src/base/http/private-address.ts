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

interface Network {
  bits: bigint;
  width: number;
  prefix: number;
}

/** The bits of an IPv4 address; null where it is none. */
function bitsOfV4(text: string): bigint | null {
  const parts = text.split('.').map(Number);
  const isWhole = parts.length === 4 && /^[\d.]+$/.test(text) && parts.every((part) => part >= 0 && part <= 255);
  return isWhole ? parts.reduce((bits, part) => bits * 256n + BigInt(part), 0n) : null;
}

/** The bits of an IPv6 address, which browsers write in one way; null where it is none. */
function bitsOfV6(text: string): bigint | null {
  if (!URL.canParse(`http://[${text}]`)) return null;
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  return [...first, ...zeros, ...last].reduce((bits, group) => bits * 65_536n + BigInt(`0x${group}`), 0n);
}

/** An address as bits, and how many it has; null for what is no address. */
function readAddress(text: string): Pick<Network, 'bits' | 'width'> | null {
  const width = text.includes(':') ? 128 : 32;
  const bits = width === 128 ? bitsOfV6(text) : bitsOfV4(text);
  return bits === null ? null : { bits, width };
}

const closedNetworks = closed.flatMap(([address, prefix]): Network[] => {
  const read = readAddress(address);
  return read === null ? [] : [{ ...read, prefix }];
});

/** Whether an address (no name) is one of this machine, of a private network or of none; what is no address counts as one. */
export function isPrivateAddress(address: string): boolean {
  const read = readAddress(plainAddress(address));
  if (read === null) return true;
  const isIn = ({ bits, width, prefix }: Network): boolean =>
    width === read.width && (bits ^ read.bits) >> BigInt(width - prefix) === 0n;
  return closedNetworks.some(isIn);
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
