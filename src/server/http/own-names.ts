import { networkInterfaces } from 'node:os';
import { loopbackNames } from './guards';

/** Interfaces come and go, but not with every request. */
const cacheMs = 10_000;
const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

/**
 * The names under which a listener may be called: this machine's own, the address it listens on (on all interfaces: each of theirs), and those
 * that the settings allow. A page that rebinds a name of its own to this machine is none of them.
 */
export function createOwnNames(host: string, allowed: readonly string[]): () => ReadonlySet<string> {
  const fixed = new Set([
    ...loopbackNames,
    ...allowed.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''),
  ]);
  if (loopbackNames.has(host)) return () => fixed;
  if (!everywhere.has(host)) fixed.add(asAuthority(host));
  let known: ReadonlySet<string> = fixed;
  let readAt = 0;
  return () => {
    if (everywhere.has(host) && Date.now() - readAt > cacheMs) {
      readAt = Date.now();
      known = new Set([...fixed, ...ownAddresses()]);
    }
    return known;
  };
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => asAuthority(address)));
}

/** An address as it stands in a `Host` header. */
function asAuthority(address: string): string {
  return address.includes(':') ? `[${address.toLowerCase()}]` : address.toLowerCase();
}
