import { join } from 'node:path';
import { isUnreadable, readTextIfReadable } from '../../../base/files/read-whole';
import { counts } from './distribution-files';
import type { Distribution } from './packages';
import { parseRecord } from './record';
import { readRecordFacts, topOf } from './record-facts';

/** Two distributions of which each names a file as its own, with another content: what was installed last lies on top, and the other is not whole. */
export interface Overlap {
  one: string;
  other: string;
  /** The first such file. */
  file: string;
}

const code = /\.(?:py|so|pyd|dll|dylib)$/;

type Named = Pick<Distribution, 'name' | 'infoPath'>;

async function readCode({ name, infoPath }: Named) {
  const files = parseRecord((await readTextIfReadable(join(infoPath, 'RECORD'))) ?? '');
  return files.filter((file) => code.test(file.path) && counts(file)).map(({ path, hash }) => ({ name, path, hash }));
}

/** One whose RECORD nobody can read names nothing. */
async function readTops({ infoPath }: Named): Promise<ReadonlySet<string>> {
  const facts = await readRecordFacts(infoPath).catch((error: unknown) => {
    if (isUnreadable(error)) return null;
    throw error;
  });
  return facts?.tops ?? new Set();
}

/** Those of others that name a folder of these files: only they can share one with them. */
async function findNear(others: readonly Named[], files: readonly { path: string }[]): Promise<Named[]> {
  const tops = new Set(files.map(({ path }) => topOf(path)));
  const near = await Promise.all(others.map(async (one) => [...(await readTops(one))].some((top) => tops.has(top))));
  return others.filter((_, at) => near[at]);
}

const readAllCode = async (all: readonly Named[]) => (await Promise.all(all.map(readCode))).flat();

/**
 * The pairs of distributions that lie on top of each other, by their RECORDs, of which one is among `names` (left out: all of them). One that has no RECORD
 * cannot be judged. Starts nothing.
 */
export async function findOverlaps(
  distributions: Iterable<Distribution>,
  names?: ReadonlySet<string>,
): Promise<Overlap[]> {
  const isAmong = (name: string): boolean => names?.has(name) ?? true;
  const all = [...distributions];
  const files = await readAllCode(all.filter(({ name }) => isAmong(name)));
  const others = all.filter(({ name }) => !isAmong(name));
  const near = await readAllCode(await findNear(others, files));
  const owners = new Map<string, { name: string; hash: string }>();
  const found = new Map<string, Overlap>();
  for (const { name, path, hash } of [...files, ...near]) {
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
