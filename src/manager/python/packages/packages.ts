import { join } from 'node:path';
import { cacheReadings } from '../../../base/files/cache-by-stamp';
import { listNames } from '../../../base/files/files';
import { readTextIfReadable } from '../../../base/files/read-whole';

/** One installed distribution. */
export interface Distribution {
  /** As PEP 503 compares names. */
  name: string;
  version: string;
  /** Its `.dist-info` or `.egg-info`. */
  infoPath: string;
  /** Metadata of another version lies beside it, as broken-off installations leave it: which one is there nobody can tell. */
  hasTwin: boolean;
}

/** A package name as PEP 503 compares it: lower case, runs of `-`, `_` and `.` are one dash. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** `name-version.dist-info`, `name-version.egg-info` or `name-version-py3.11.egg-info`; pip's half-removed `~ame-...` do not count. */
function parseInfoName(entry: string, folder: string): Distribution | null {
  const found = /^([A-Za-z0-9][^-]*)-([^-]+)(?:-py\d[^-]*(?:-.+)?)?\.(?:dist|egg)-info$/.exec(entry);
  if (!found?.[1] || !found[2]) return null;
  return { name: normaliseName(found[1]), version: found[2], infoPath: join(folder, entry), hasTwin: false };
}

/** Every record in a package folder, also a second one of the same name, as a broken-off installation leaves it. */
export async function listRecords(folder: string): Promise<Distribution[]> {
  return (await listNames(folder)).flatMap((entry) => parseInfoName(entry, folder) ?? []);
}

/** The installed distributions by normalised name, read from names in the package folders; starts no Python. An earlier folder wins, as on sys.path. */
export async function readDistributions(
  sitePackagesDirs: readonly string[],
): Promise<ReadonlyMap<string, Distribution>> {
  const found = new Map<string, Distribution>();
  const listed = await Promise.all(
    sitePackagesDirs.map(async (folder) => ({ folder, names: await listNames(folder) })),
  );
  for (const { folder, names } of listed) {
    const own = new Map<string, Distribution>();
    for (const entry of names) {
      const distribution = parseInfoName(entry, folder);
      if (distribution === null) continue;
      const twin = own.get(distribution.name);
      if (twin) twin.hasTwin = true;
      else own.set(distribution.name, distribution);
    }
    for (const [name, distribution] of own) if (!found.has(name)) found.set(name, distribution);
  }
  return found;
}

async function readRequiresIn(file: string): Promise<readonly string[] | null> {
  const text = await readTextIfReadable(file);
  if (text === null) return null;
  const [head = ''] = text.replaceAll('\r\n', '\n').split('\n\n', 1);
  const lines = head.split('\n').flatMap((line) => /^Requires-Dist:\s*(.+)$/.exec(line)?.[1]?.trim() ?? []);
  // As parts of the text they would keep all of it in memory.
  return structuredClone(lines);
}

const cached = cacheReadings<readonly string[] | null>();

/** The `Requires-Dist` lines of a distribution (core metadata), or null when its metadata cannot be read. */
export async function readRequires({ infoPath }: Distribution): Promise<readonly string[] | null> {
  const read = (name: string) => cached(join(infoPath, name), () => readRequiresIn(join(infoPath, name)));
  return (await read('METADATA')) ?? read('PKG-INFO');
}

/** Names and versions alone. */
export function versionsOf(distributions: ReadonlyMap<string, Distribution>): ReadonlyMap<string, string> {
  return new Map([...distributions.values()].map(({ name, version }) => [name, version]));
}
