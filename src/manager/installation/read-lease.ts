import { join } from 'node:path';
import { readOwnText } from '../../base/files/own-file';
import { isFreeOfLinks } from '../../base/files/quarantine';
import { isOfThisMachine, judgeHolder } from './judge-holder';
import { leaseFileIn, mostLeaseBytes, parseHolder, type Holder } from './lease-file';

/** Who has a folder open. */
export interface ReadLease extends Pick<Holder, 'address' | 'pid' | 'host' | 'since'> {
  /** False where its process is proven to have ended. One on another machine, or in another container, counts as living: only who waits can tell. */
  isAlive: boolean;
  /** True where its process is proven to live on this machine, where its address means the same for us: what listens there is that app, and nobody else. */
  isHere: boolean;
}

/**
 * Says who has a ComfyUI folder open, and where its API is served, without taking or changing anything; null when nobody has.
 *
 * @param folder The folder that holds `user`, or the folder above it of a portable ComfyUI.
 */
export async function readLease(folder: string): Promise<ReadLease | null> {
  for (const base of [folder, join(folder, 'ComfyUI')]) {
    const userDir = join(base, 'user');
    const desktopDir = join(userDir, '__manager', 'desktop');
    if (!(await isFreeOfLinks(desktopDir, userDir))) continue;
    const text = await readOwnText(leaseFileIn(desktopDir), mostLeaseBytes).catch(() => null);
    const holder = text === null ? null : parseHolder(text);
    if (holder === null) continue;
    const { address, pid, host, since } = holder;
    const life = await judgeHolder(holder);
    const isHere = life === 'alive' && (await isOfThisMachine(holder));
    return { address, pid, host, since, isAlive: life !== 'dead', isHere };
  }
  return null;
}
