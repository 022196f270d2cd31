import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

// What an address leads to is judged here, for every request and every git command: a model, an archive or a repository "at" one of our own
// doors would be this app asking itself, with the rights of a program on this machine, for what a stranger wrote into a list.

let readPorts: () => readonly number[] = () => [];

/**
 * Says on which ports of this machine the app itself, and each ComfyUI behind it, listens now; asked before every request. Kept here and
 * not handed down through the core, because it is a fact of this process: `main/` alone sets it. Answers its undo.
 */
export function declareOwnDoors(read: () => readonly number[]): () => void {
  readPorts = read;
  return () => {
    if (readPorts === read) readPorts = () => [];
  };
}

/** The ports that no request of ours may lead to. */
export function ownPorts(): readonly number[] {
  return readPorts();
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1. */
export function plainAddress(address: string): string {
  const bare = address
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .toLowerCase();
  if (!bare.includes(':')) return bare;
  const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${bare}]`).hostname) ?? [];
  if (high === undefined || low === undefined) return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const words = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return words.flatMap((word) => [word >> 8, word & 255]).join('.');
}

/** Whether an address (no name) is one of this machine, whatever form it is written in. */
export function isThisMachine(address: string): boolean {
  const plain = plainAddress(address);
  if (/^(?:127|0)\./.test(plain) || plain === '::1' || plain === '::') return true;
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return own.some((one) => plainAddress(one.address) === plain);
}

/** Whether a connection to this address and port would end at one of our own doors. */
export function isOwnDoor(address: string | undefined, port: number | undefined): boolean {
  return address !== undefined && port !== undefined && ownPorts().includes(port) && isThisMachine(address);
}

/** The error for an address of our own. */
export function ownDoorRefused(host: string): AppError {
  return new AppError(
    'download-failed',
    msg`The address ${host} leads back to this app itself, so nothing was requested from it.`,
    {
      remedy: msg`Check the address: nothing is downloaded or cloned from the ports of this app or of its ComfyUI.`,
      details: { host },
    },
  );
}

/** The addresses behind a name; none when nobody knows it. */
export async function addressesOf(name: string): Promise<string[]> {
  if (name.includes(':') || /^[\d.]+$/.test(name)) return [name];
  if (/(?:^|\.)localhost\.?$/i.test(name)) return ['127.0.0.1'];
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

/**
 * Looks where an address leads when its port is one of ours; other ports cost nothing. Answers with the addresses of a host that is
 * somebody else's on such a port, so that they can be kept to. Throws `download-failed` for our own.
 */
export async function refuseOwnDoor(url: URL): Promise<readonly string[]> {
  if (!ownPorts().includes(Number(url.port))) return [];
  const found = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''));
  if (found.some(isThisMachine)) throw ownDoorRefused(url.host);
  return found;
}
