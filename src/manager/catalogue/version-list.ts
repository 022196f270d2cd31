import { rcompare, valid } from 'semver';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { CataloguePack, PackVersion } from '../../contract/packs/catalogue-packs';
import { normaliseRepository } from './sources/addresses';
import { findPack, type FindParts } from './find-pack';
import { isRegistryAllowed } from './load-plan';

const nightly: PackVersion = {
  version: 'nightly',
  kind: 'nightly',
  createdAt: null,
  status: 'active',
  changelog: '',
  deprecated: false,
};

function newestFirst(versions: readonly PackVersion[]): PackVersion[] {
  return [...versions].sort((a, b) => (valid(a.version) && valid(b.version) ? rcompare(a.version, b.version) : 0));
}

async function listRegistryVersions(
  parts: FindParts,
  found: CataloguePack | null,
  signal: AbortSignal | undefined,
): Promise<PackVersion[]> {
  if (!found?.registryId || !isRegistryAllowed(parts.networkMode())) return [];
  return newestFirst(await parts.registry.versions(found.registryId, signal));
}

/** The rows of the version picker. A git address, and a pack the registry does not have, can only be had as `nightly`. Throws `pack-not-found`. */
export async function listVersions(
  parts: FindParts,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<PackVersion[]> {
  const found = await findPack(parts, ref, { mode: 'cache', channel: 'default', signal });
  const repository = found?.repository ?? (ref.includes('/') ? normaliseRepository(ref) : null);
  if (found === null && repository === null) {
    throw new AppError('pack-not-found', msg`Neither the registry nor the channel list has a pack "${ref}".`, {
      remedy: msg`Check the spelling, or install it by its git address.`,
      details: { ref },
    });
  }
  const listed = await listRegistryVersions(parts, found, signal);
  return repository === null ? listed : [...listed, nightly];
}
