import { join } from 'node:path';
import { readTextIfReadable } from '../../../base/files/read-whole';
import { counts } from './distribution-files';
import type { Distribution } from './packages';
import { parseRecord } from './record';

/** Two distributions of which each names a file as its own, with another content: what was installed last lies on top, and the other is not whole. */
export interface Overlap {
  one: string;
  other: string;
  /** The first such file. */
  file: string;
}

const code = /\.(?:py|so|pyd|dll|dylib)$/;

interface Recorded {
  name: string;
  record: string;
}

const parseCode = ({ name, record }: Recorded) =>
  parseRecord(record)
    .filter((file) => code.test(file.path) && counts(file))
    .map(({ path, hash }) => ({ name, path, hash }));

/** The first part of a path: a folder, or a file that lies in none. */
const topOf = (path: string): string => path.split('/', 1)[0] ?? path;

/**
 * The pairs of distributions that lie on top of each other, by their RECORDs, of which one is among `names` (left out: all of them). One that has no RECORD
 * cannot be judged. Starts nothing.
 */
export async function findOverlaps(
  distributions: Iterable<Distribution>,
  names?: ReadonlySet<string>,
): Promise<Overlap[]> {
  const isAmong = (name: string): boolean => names?.has(name) ?? true;
  const read = [...distributions].map(async ({ name, infoPath }) => {
    return { name, record: (await readTextIfReadable(join(infoPath, 'RECORD'))) ?? '' };
  });
  const all = await Promise.all(read);
  const files = all.filter(({ name }) => isAmong(name)).flatMap(parseCode);
  // An environment with torch has fifty thousand files. Only a distribution that names the folder of one of these can share a file with them.
  const tops = [...new Set(files.map(({ path }) => topOf(path)))];
  const others = all.filter(({ name, record }) => !isAmong(name) && tops.some((top) => record.includes(top)));
  const owners = new Map<string, { name: string; hash: string }>();
  const found = new Map<string, Overlap>();
  for (const { name, path, hash } of [...files, ...others.flatMap(parseCode)]) {
    if (hash === null) continue;
    const owner = owners.get(path);
    if (owner === undefined) owners.set(path, { name, hash });
    // What is the same in both, as the empty files of a shared folder are, takes nothing from either.
    else if (owner.hash !== hash && isAmong(owner.name) && !found.has(`${owner.name} ${name}`))
      found.set(`${owner.name} ${name}`, { one: owner.name, other: name, file: path });
  }
  return [...found.values()];
}

/** Packages that are known to bring the same module in several builds, of which an environment takes one. */
const families: readonly RegExp[] = [
  /^opencv-(?:contrib-)?python(?:-headless)?$/,
  /^onnxruntime(?:-(?:gpu|directml|openvino|silicon))?$/,
  /^pillow(?:-simd)?$/,
];

/** What would come beside another build of itself: pairs of names. Pure. */
export function findSameModule(coming: readonly string[], there: Iterable<string>): { one: string; other: string }[] {
  const all = [...there];
  return coming.flatMap((one) => {
    const family = families.find((names) => names.test(one));
    const other = all.find((name) => name !== one && family?.test(name) === true);
    return other === undefined ? [] : [{ one, other }];
  });
}
