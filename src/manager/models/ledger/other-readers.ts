import { basename, dirname, join } from 'node:path';
import { realPathOf } from '../../../base/files/files';
import type { ModelReader } from '../../../contract/models';
import { readPlacesNow, type PlacesSource } from '../places/places-now';
import type { FileIdentity } from './known-hashes';
import { walkModels, type WalkedModels } from './local-models';

const keyOf = ({ dev, ino }: FileIdentity): string => `${dev} ${ino}`;

/** Where a file or a link lies, whatever links lead to its folder. */
async function placeOf(path: string): Promise<string> {
  return join(await realPathOf(dirname(path)), basename(path));
}

/** Whether a path of another installation ends when ours goes: it is the same place, or a link to it. A second name of the file (a hard link) stays. */
async function dependsOn(other: string, ours: string): Promise<boolean> {
  const place = await placeOf(ours);
  return (await placeOf(other)) === place || (await realPathOf(other)) === place;
}

async function readIn(other: PlacesSource, ours: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  // An installation whose folders cannot be read does not read them either.
  const walked = await walkModels(await readPlacesNow(other), () => null).catch(() => null);
  const read = new Set<string>();
  for (const [path, identity] of walked?.identities ?? []) {
    for (const own of ours.get(keyOf(identity)) ?? []) if (await dependsOn(path, own)) read.add(own);
  }
  return [...read];
}

/** Which other installations read some of these files where they lie: by links, shared folders and their paths files, as they are now. */
export async function findReaders(
  { identities }: Pick<WalkedModels, 'identities'>,
  others: readonly PlacesSource[],
): Promise<ModelReader[]> {
  const ours = new Map<string, string[]>();
  for (const [path, identity] of identities) {
    const key = keyOf(identity);
    ours.set(key, [...(ours.get(key) ?? []), path]);
  }
  const readers: ModelReader[] = [];
  for (const other of others) {
    const paths = await readIn(other, ours);
    if (paths.length > 0) readers.push({ folder: other.installation.rootDir, paths });
  }
  return readers;
}
