import { join } from 'node:path';
import { readTextIfPresent } from '../files/files';
import { ownPorts, refuseOwnDoor } from '../http/own-doors';

/** A connection to it fails at once on every system, and reaches nobody. */
const nobody = '255.255.255.255';

function addressesIn(text: string): string[] {
  return [...text.matchAll(/^\s*(?:push)?url\s*=\s*"?(\S+?)"?\s*$/gimu)].map(([, address = '']) => address);
}

/** Every address the command may go to, as far as it is written down: its arguments, its remotes, its submodules, the mirror. */
async function addressesOf({ cwd, args }: { cwd: string; args: readonly string[] }, mirror: string): Promise<URL[]> {
  const files = await Promise.all(
    ['.git/config', 'config', '.gitmodules'].map((name) => readTextIfPresent(join(cwd, name))),
  );
  const texts = [mirror, ...args, ...files.flatMap((text) => addressesIn(text ?? ''))];
  return texts.filter((text) => text.includes('://') && URL.canParse(text)).map((text) => new URL(text));
}

/**
 * Keeps a git command off our own doors. What is written down is refused in words (`download-failed`); for what git meets on its way
 * (redirects, submodules of submodules, names that change) the answer is configuration by which curl finds nobody on those ports, but the
 * hosts that were found to be somebody else's (`http.curloptResolve`, git 2.37; an older git does without).
 */
export async function keepOffOwnDoors(
  call: { cwd: string; args: readonly string[] },
  mirror: string,
): Promise<readonly string[]> {
  const ports = ownPorts();
  if (ports.length === 0) return [];
  const others: string[] = [];
  for (const url of await addressesOf(call, mirror)) {
    const found = await refuseOwnDoor(url);
    const addresses = found.map((address) => (address.includes(':') ? `[${address}]` : address)).join(',');
    if (addresses !== '' && !url.hostname.startsWith('[')) others.push(`${url.hostname}:${url.port}:${addresses}`);
  }
  return [...others, ...ports.map((port) => `*:${port}:${nobody}`)].map((entry) => `http.curloptResolve=${entry}`);
}
