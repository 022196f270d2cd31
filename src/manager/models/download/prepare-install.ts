import { AppError } from '../../../contract/errors';
import { wholeRepository, type InstallModelParams } from '../../../contract/models';
import type { AppSettings } from '../../../contract/settings';
import { msg, packMessage } from '../../../contract/text/message';
import type { JobContext } from '../../../base/async/job';
import type { RateLimit } from '../../../base/http/ranges/rate-limit';
import type { LiveCatalogue } from '../../catalogue/catalogue';
import type { Paths } from '../../installation/paths';
import type { ReadToken } from '../../installation/tokens';
import type { KnownHashes } from '../ledger/known-hashes';
import type { ModelPlaces } from '../places/folders';
import { readPlacesNow, type PlacesSource } from '../places/places-now';
import { assertInRoots } from '../places/real-place';
import { decideTarget, nameInTarget, sameKeyFolders, type ModelTarget } from '../places/target';
import { installArchive } from './install-archive';
import { installFile } from './install-file';
import { installRepository } from './install-repository';
import { listedSizes, toHub } from './listed';
import type { InstalledModel, ModelInstall } from './model-install';
import { readNetwork } from './model-network';

/** What a download is prepared from. */
export interface InstallSource extends PlacesSource {
  paths: Paths;
  settings: AppSettings;
  /** Without it, the environment alone is asked. */
  readToken?: ReadToken;
  catalogue: Pick<LiveCatalogue, 'models'>;
  /** Whether a pack is on disk under this folder name and enabled. */
  isPackEnabled: (folderName: string) => Promise<boolean>;
  /** The speed that all downloads share. */
  limit: RateLimit;
}

async function findTarget(
  params: InstallModelParams,
  places: ModelPlaces,
  { isPackEnabled }: InstallSource,
): Promise<ModelTarget> {
  const target = decideTarget(params, places);
  if (target.pack !== null && !(await isPackEnabled(target.pack))) {
    throw new AppError(
      'pack-not-installed',
      msg`"${packMessage(target.pack)}" is not there or not enabled, so no model was put into it.`,
      {
        remedy: msg`Install or enable the pack first.`,
      },
    );
  }
  await assertInRoots(target.dir, target.roots);
  return target;
}

/** Where a download goes, and what it needs. Touches nothing. Throws `pack-not-installed` for the folder of a pack that is not enabled, and what `decideTarget` throws. */
export async function prepareInstall(
  params: InstallModelParams,
  options: InstallSource,
  hashes: KnownHashes,
): Promise<ModelInstall> {
  const { settings, paths, catalogue } = options;
  const network = { ...readNetwork(settings, options.readToken), limit: options.limit };
  const name = nameInTarget(params);
  const places = await readPlacesNow(options);
  const target = await findTarget(params, places, options);
  const { models } = await catalogue.models('local');
  return {
    params,
    target,
    name,
    url: toHub(params.url, network.hubUrl),
    mirrors: params.sha256 == null ? [] : (params.mirrors ?? []),
    told: {
      ...{ name: params.filename, sizeBytes: params.size_bytes ?? null, sha256: params.sha256 ?? null },
      ...{ isVouched: params.sha256 != null, listedSizes: listedSizes(params, models, network.hubUrl) },
    },
    network,
    hashes,
    otherDirs: sameKeyFolders(params, places),
    archiveLimits: {
      maxBytes: settings['archive.maxBytes'],
      maxEntries: settings['archive.maxEntries'],
      maxRatio: settings['archive.maxRatio'],
    },
    stagingDir: paths.stagingDir,
    downloadsDir: paths.downloadsDir,
  };
}

/** How it comes: a whole repository, an archive that is unpacked, or one file. */
export function chooseInstall({
  filename,
}: InstallModelParams): (install: ModelInstall, job: JobContext) => Promise<InstalledModel> {
  if (filename === wholeRepository) return installRepository;
  return /\.zip$/i.test(filename) ? installArchive : installFile;
}
