import { parseGitAddress, isSameRepository } from '../../base/git-address';
import { AppError } from '../../contract/errors';
import { isGitAddress, type CataloguePack, type InstallParams } from '../../contract/packs';
import type { RegistryVersion } from '../catalogue/catalogue';
import type { PackRoom, PackRun } from './pack-run';
import { isVersionNumber, normaliseVersion } from './versions';

/** What exactly is to be installed. */
export type InstallTarget =
  | { kind: 'registry'; record: RegistryVersion; version: string; folder: string }
  | { kind: 'git'; url: string; ref: string | null; registryId: string | null; folder: string }
  | { kind: 'files'; files: { url: string; name: string }[]; folder: string };

/** Words that mean "whatever is newest" and not a branch of that name. */
const newestWords = new Set(['latest', 'nightly', 'unknown']);

function firstAddress(params: InstallParams): string | null {
  const named = [params.repository, ...(params.files ?? [])].find(
    (one) => one !== undefined && one !== null && one !== '',
  );
  if (named !== undefined && named !== null) return named;
  return isGitAddress(params.id) || params.id.includes('/') ? params.id : null;
}

function isOfEntry(entry: CataloguePack, address: string): boolean {
  return [entry.repository, ...entry.files].some(
    (one) => one !== null && (one === address || isSameRepository(one, address)),
  );
}

/** The catalogue's entry for an address or a name; the kept copy is asked first, because it costs no network. */
async function findListed(
  room: PackRoom,
  params: InstallParams,
  address: string | null,
): Promise<CataloguePack | null> {
  const refs = address === null || address === params.id ? [params.id] : [address, params.id];
  const modes = params.mode === 'local' ? (['local'] as const) : (['local', params.mode] as const);
  for (const mode of modes) {
    for (const ref of refs) {
      const entry = await room.catalogue.find(ref, { mode, channel: params.channel });
      if (entry !== null && (address === null || isOfEntry(entry, address))) return entry;
    }
  }
  return null;
}

async function findRecord(room: PackRoom, params: InstallParams, run: PackRun): Promise<RegistryVersion | null> {
  const wanted = params.selected_version;
  if (wanted !== 'latest' && !isVersionNumber(wanted)) return null;
  const isPlainId = !isGitAddress(params.id) && !params.id.includes('/');
  const id = isPlainId ? params.id : room.catalogue.registryIdOf(params.id);
  if (id === null) return null;
  run.job.report({ phase: 'Resolving', message: `${id} ${wanted}` });
  try {
    return await room.catalogue.resolveVersion(id, wanted === 'latest' ? null : wanted, run.job.signal);
  } catch (error) {
    const isMissing =
      error instanceof AppError && (error.code === 'pack-not-found' || error.code === 'version-not-found');
    if (!isMissing || (error.code === 'version-not-found' && wanted !== 'latest')) throw error;
    // In the registry without any version, or not at all: such packs live in git only, when anybody knows where.
    const isInGit = firstAddress(params) !== null || (await findListed(room, params, null)) !== null;
    if (isInGit) return null;
    throw error;
  }
}

/** Refuses withdrawn versions and asks the policy about flagged ones. Throws `version-not-found`, `policy-denied`. */
export function authoriseVersion(record: RegistryVersion, run: PackRun): void {
  if (record.status === 'banned' || record.status === 'deleted') {
    throw new AppError(
      'version-not-found',
      `The registry has withdrawn ${record.id} ${record.version} (${record.status}).`,
      {
        remedy: 'Choose another version.',
      },
    );
  }
  if (record.status === 'flagged') run.authorise('install-flagged');
}

function fileNameOf(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
  if (/^[\w][\w .+-]*\.py$/u.test(name)) return name;
  throw new AppError(
    'invalid-input',
    `The catalogue asks to copy ${url}, which is no Python file; current ComfyUI loads none of that kind.`,
    {
      remedy: 'Follow the installation notes of the author.',
    },
  );
}

/** The raw file behind a page of github.com, from the configured host. */
function fileAddress(url: string, githubBase: string): string {
  const raw = url.replace(/^(https:\/\/github\.com\/[^/]+\/[^/]+)\/blob\//, '$1/raw/');
  return raw.replace(/^https:\/\/github\.com\//, `${githubBase.replace(/\/+$/, '')}/`);
}

function planFiles(urls: readonly string[], githubBase: string): InstallTarget {
  const files = urls.map((url) => ({ url: fileAddress(url, githubBase), name: fileNameOf(url) }));
  return { kind: 'files', files, folder: files[0]?.name ?? '' };
}

/** GitHub is cloned by its plain address, without tokens and `.git`, as other managers do (operations.md 2.1); others as given. */
function cloneAddress(url: string): string {
  const address = parseGitAddress(url);
  return address?.githubId ? address.normalised : url.trim().replace(/\/+$/, '');
}

async function resolveUnpublished(room: PackRoom, params: InstallParams, run: PackRun): Promise<InstallTarget> {
  const named = firstAddress(params);
  const entry = await findListed(room, params, named);
  const url = named ?? entry?.repository ?? entry?.files[0] ?? null;
  if (url === null) {
    throw new AppError(
      'pack-not-found',
      `"${params.id}" is in neither the registry nor the catalogue, and no address was given.`,
      {
        remedy: 'Check the name, refresh the catalogue, or give the address of its git repository.',
      },
    );
  }
  run.authorise(entry === null ? 'install-git-url' : 'install-nightly');
  if (entry?.installType === 'unzip' || /\.zip$/i.test(url)) {
    throw new AppError(
      'invalid-input',
      `"${params.id}" is offered as a bare zip file, which says neither its name nor its version.`,
      {
        remedy: 'Follow the installation notes of the author.',
      },
    );
  }
  if (entry?.installType === 'copy' || /\.(py|js)$/i.test(url)) {
    return planFiles(entry === null ? (params.files ?? [url]) : entry.files, room.settings['hosts.github']);
  }
  const address = parseGitAddress(url);
  if (address === null) {
    throw new AppError('invalid-input', `"${url}" is no address of a git repository.`, {
      remedy: 'Give an https or ssh address.',
    });
  }
  const registryId = room.catalogue.registryIdOf(url) ?? entry?.registryId ?? null;
  const ref = newestWords.has(params.selected_version) ? null : params.selected_version;
  return { kind: 'git', url: cloneAddress(url), ref, registryId, folder: registryId ?? address.repo };
}

/**
 * Says what an install request means (house 4.16): a registry version for `latest` and version numbers, else git: `repository`, else
 * `files[0]`, else an id that is an address, else the catalogue's entry. The policy is asked on the way, with what the address turned out to be.
 * Throws `pack-not-found`, `version-not-found`, `policy-denied`, `invalid-input`, `network-failed`.
 */
export async function resolveTarget(room: PackRoom, params: InstallParams, run: PackRun): Promise<InstallTarget> {
  run.authorise('install-registry');
  // Free package names run as much foreign code as a free address.
  if ((params.pip ?? []).length > 0) run.authorise('install-git-url');
  const record = await findRecord(room, params, run);
  if (record === null) return resolveUnpublished(room, params, run);
  authoriseVersion(record, run);
  return { kind: 'registry', record, version: normaliseVersion(record.version), folder: record.id };
}
