import { basename, join } from 'node:path';
import { listNames, pathExists, readTextIfPresent } from '../../../base/files/files';
import type {
  PackChanges,
  PackDetails,
  PackNightly,
  PackOnDisk,
  PackReadme,
  PackRequirements,
  PackVersions,
} from '../../../contract/packs/pack-details';
import type { PolicyVerdict } from '../../../contract/policy';
import type { PolicyOperation } from '../../installation/policy-table';
import { readChanges, type ChangesRequest } from './changes';
import { createPictures, type Pictures } from './pictures';
import { isLicenseName, nameLicense, readProjectLicense } from './license';
import { createRepositoryReader, type RepositoryReader } from './repository';
import { createRequirementsReader } from './requirements';
import { createUpdateRiskReader, type UpdateRisk } from './update-risk';
import { judgeSecurity } from './security';
import { createRequestedLinesReader, type RequestedLines, type RequestedVersion } from './requested-lines';
import { createSizes } from './size';
import type { DetailSources } from './sources';
import { findTarget, readTitles, type DetailsTarget } from './target';
import { createVersionLists } from './listed-versions';
import { choosePacks, type PackCopy } from '../inventory/inventory';
import { readNightly, type NightlyQuestion } from './nightly';
import { createHistories } from './nightly-history';
import { readPages } from './readme-choice';
import { readReadme } from './readme';

/** Answers of repositories and registry younger than this are good enough, unless somebody asks anew. */
const keepMs = 60 * 60_000;
const versionsMs = 60_000;
const registryPatienceMs = 4000;

/**
 * What a person wants to know of one pack before deciding. Nothing here changes a pack. Names are `PackRef`; all throw `pack-not-found`, and
 * the errors of whoever had to be asked when nothing of that was kept.
 */
export interface PackDetailsReader {
  versions(key: string): Promise<PackVersions>;
  details(key: string, verdictOf: (operation: PolicyOperation) => PolicyVerdict): Promise<PackDetails>;
  pictures: Pictures;
  /** What every pack takes on disk, in bytes by key; one folder after the other. */
  sizes(): Promise<Record<string, number>>;
  /** What the kept catalogue calls packs, by the names they were asked for with. Asks nobody, and leaves out who is not listed. */
  titles(names: readonly string[]): Promise<Record<string, string>>;
  /** `fresh` asks the repository again, however young the kept answer is. */
  readme(key: string, fresh: boolean): Promise<PackReadme>;
  requirements(key: string, fresh: boolean): Promise<PackRequirements>;
  nightly(key: string, fresh: boolean): Promise<PackNightly>;
  changes(key: string, request: ChangesRequest): Promise<PackChanges>;
  /** What an update to this version asks for anew and takes away, as far as it can be known before the download. */
  updateRisk(key: string, to: string): Promise<UpdateRisk>;
  /** What a version asks of Python, with optional groups, as far as it can be known before the download. Throws `invalid-input` for a group that the pack does not have. */
  requestedLines(key: string, version: RequestedVersion): Promise<RequestedLines>;
}

type MeasureSize = ReturnType<typeof createSizes>;

async function describeOnDisk(copy: PackCopy, measure: MeasureSize): Promise<PackOnDisk> {
  const stamp = `${copy.version} ${copy.changedAtMs}`;
  return { path: copy.dir, source: copy.source, ...(await measure(copy.dir, stamp, copy.source === 'file')) };
}

function findImport(copy: PackCopy, sources: DetailSources): PackDetails['lastImport'] {
  const found = sources.imports().find(({ path }) => basename(path) === copy.name);
  return found === undefined || !copy.enabled ? null : { seconds: found.seconds, hasFailed: found.hasFailed };
}

async function readLicense(packDir: string): Promise<string | null> {
  const license = readProjectLicense(await readTextIfPresent(join(packDir, 'pyproject.toml')));
  if (license !== null) return license;
  const name = (await listNames(packDir)).find(isLicenseName);
  if (name === undefined) return null;
  return nameLicense(await readTextIfPresent(join(packDir, name)).catch(() => null)) ?? name;
}

/** Of a pack that is not on disk only what an earlier look into its repository said. */
async function readLicenseAndScript(
  { copy, history }: DetailsTarget,
  reader: RepositoryReader,
): Promise<{ license: string | null; hasInstallScript: boolean | null }> {
  if (copy?.source === 'file') return { license: null, hasInstallScript: false };
  if (copy !== null) {
    return { license: await readLicense(copy.dir), hasInstallScript: await pathExists(join(copy.dir, 'install.py')) };
  }
  const facts = history === null ? null : await reader.peek(history);
  if (facts === null) return { license: null, hasInstallScript: null };
  const license = readProjectLicense(facts.project) ?? nameLicense(facts.license);
  return { license, hasInstallScript: facts.hasInstallScript };
}

/** The registry shows each pack on a page of its own site; what a mirror shows nobody knows. */
function registryPage(registryUrl: string, id: string | null): string | null {
  const host = URL.canParse(registryUrl) ? new URL(registryUrl).hostname : '';
  if (id === null || !host.startsWith('api.')) return null;
  return `https://registry.${host.slice('api.'.length)}/nodes/${encodeURIComponent(id)}`;
}

/** Opens the details; everything they keep lies below the folder of the sources. */
export function createPackDetails(sources: DetailSources): PackDetailsReader {
  const reader = createRepositoryReader(sources);
  const lists = createVersionLists(sources);
  const readRequirements = createRequirementsReader(sources, reader);
  const readRisk = createUpdateRiskReader(sources, reader);
  const readRequested = createRequestedLinesReader(sources, reader);
  const readHistory = createHistories(sources);
  const measure = createSizes();

  const askAbout = async (key: string, maxAgeMs: number): Promise<NightlyQuestion & { listed: PackVersions }> => {
    const target = await findTarget(sources, key);
    const listed = await lists.readSoon(target.ref, 3 * registryPatienceMs);
    return { target, listed, versions: listed.versions, readHistory, maxAgeMs };
  };
  return {
    versions: async (key) => lists.read((await findTarget(sources, key)).ref, versionsMs),
    pictures: createPictures({ ...sources, folder: join(sources.folder, 'pictures') }),
    async sizes() {
      const sizes: Record<string, number> = {};
      for (const copy of choosePacks(await sources.copies()))
        sizes[copy.key] = (await describeOnDisk(copy, measure)).sizeBytes;
      return sizes;
    },
    titles: (names) => readTitles(sources, names),
    async details(key, verdictOf) {
      const target = await findTarget(sources, key);
      const { copy, registryId, repository } = target;
      const [listed, onDisk, repositoryFacts] = await Promise.all([
        registryId === null
          ? { versions: [], asOf: null, notice: null }
          : lists.readSoon(target.ref, registryPatienceMs),
        copy === null ? null : describeOnDisk(copy, measure),
        readLicenseAndScript(target, reader),
      ]);
      const { page, issues } = readPages(repository);
      return {
        onDisk,
        lastImport: copy === null ? null : findImport(copy, sources),
        license: repositoryFacts.license,
        links: { repository: page, issues, registry: registryPage(sources.registryUrl(), registryId) },
        security: judgeSecurity({ target, ...listed, ...repositoryFacts }, verdictOf),
        asOf: listed.asOf,
        notice: listed.notice,
      };
    },
    readme: async (key, fresh) => readReadme(await findTarget(sources, key), reader, fresh ? 0 : keepMs),
    requirements: async (key, fresh) => readRequirements(await findTarget(sources, key), fresh ? 0 : keepMs),
    nightly: async (key, fresh) => readNightly(await askAbout(key, fresh ? 0 : keepMs)),
    updateRisk: async (key, to) => readRisk(await findTarget(sources, key), to),
    requestedLines: async (key, version) => readRequested(await findTarget(sources, key), version),
    async changes(key, request) {
      const { listed, ...question } = await askAbout(key, keepMs);
      return readChanges(question, request, listed);
    },
  };
}
