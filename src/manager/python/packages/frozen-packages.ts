import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheReadings } from '../../../base/files/cache-by-stamp';
import { readJsonOfOthers } from '../../../base/files/files';
import { isUnreadable } from '../../../base/files/read-whole';
import { readDistributions, type Distribution } from './packages';

/** One installed package as `pip freeze` would name it. */
export interface FrozenPackage {
  version: string;
  /** Where it was installed from, in the form of a requirement line; null for packages of an index. */
  address: string | null;
}

/** The record of a direct reference beside the metadata (PEP 610). */
const DirectUrl = z.object({
  url: z.string(),
  subdirectory: z.string().optional(),
  vcs_info: z.object({ vcs: z.string(), commit_id: z.string().optional() }).optional(),
  archive_info: z
    .object({ hash: z.string().optional(), hashes: z.record(z.string(), z.string()).optional() })
    .optional(),
});

/** What follows the `#` of an address: the hash of an archive and the folder in it. */
function fragmentOf({ archive_info: archive, subdirectory }: z.infer<typeof DirectUrl>): string {
  const hash = Object.entries(archive?.hashes ?? {}).map(([algorithm, digest]) => `${algorithm}=${digest}`)[0];
  const parts = [hash ?? archive?.hash, subdirectory === undefined ? undefined : `subdirectory=${subdirectory}`];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? '' : `#${known.join('&')}`;
}

/** The address in the words of a requirement line: `git+https://...@commit`, or an archive with its hash. */
function addressOf(direct: z.infer<typeof DirectUrl>): string {
  const { url, vcs_info: vcs } = direct;
  if (vcs === undefined) return `${url}${fragmentOf(direct)}`;
  const commit = vcs.commit_id === undefined ? '' : `@${vcs.commit_id}`;
  return `${vcs.vcs}+${url}${commit}${fragmentOf(direct)}`;
}

/** Where a distribution was installed from, as its record tells. */
export async function freeze({ infoPath, version }: Distribution): Promise<FrozenPackage> {
  const direct = DirectUrl.safeParse(await readJsonOfOthers(join(infoPath, 'direct_url.json')));
  return { version, address: direct.success ? addressOf(direct.data) : null };
}

/** The same; of a record that nobody can read only the version is known. */
export async function freezeReadable(distribution: Distribution): Promise<FrozenPackage> {
  try {
    return await freeze(distribution);
  } catch (error) {
    if (isUnreadable(error)) return { version: distribution.version, address: null };
    throw error;
  }
}

/** The requirement line that asks for exactly this package. */
export function toExactLine({ name, version, address }: FrozenPackage & { name: string }): string {
  return address === null ? `${name}==${version}` : `${name} @ ${address}`;
}

/** An installer makes the folder of metadata anew with each package. */
const cached = cacheReadings<FrozenPackage>();

/** Reads what is installed and where from, by normalised name; starts no Python. */
export async function readFrozenPackages(
  sitePackagesDirs: readonly string[],
): Promise<ReadonlyMap<string, FrozenPackage>> {
  const distributions = [...(await readDistributions(sitePackagesDirs)).values()];
  const freezeOne = (one: Distribution) => cached(one.infoPath, () => freezeReadable(one));
  return new Map(await Promise.all(distributions.map(async (one) => [one.name, await freezeOne(one)] as const)));
}

/** A change this young may share its time stamp with the next one, so what was read then is not kept. */
const settledMs = 500;

/**
 * The same, kept until a package folder changes: every installer adds or removes a folder of metadata there, which moves its time
 * stamp. Asking again costs one look at each folder.
 */
export function createFrozenPackages(): typeof readFrozenPackages {
  let cached: { stamp: string; packages: Promise<ReadonlyMap<string, FrozenPackage>> } | null = null;
  return async (sitePackagesDirs) => {
    const times = sitePackagesDirs.map((folder) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    const stamp = JSON.stringify([sitePackagesDirs, times]);
    if (cached?.stamp === stamp) return cached.packages;
    const packages = readFrozenPackages(sitePackagesDirs);
    cached = Date.now() - Math.max(0, ...times) < settledMs ? null : { stamp, packages };
    packages.catch(() => {
      cached = null;
    });
    return packages;
  };
}
