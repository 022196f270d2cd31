import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import { findPackNameProblem } from '../../../contract/packs/pack-names';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
import type { InstallParams } from '../../../contract/packs/pack-params';
import type { RegistryVersion } from '../../catalogue/catalogue';
import type { PolicyOperation } from '../../installation/policy-table';
import {
  isAddressLike,
  isFileAddress,
  isOfEntry,
  namedAddress,
  readFiles,
  readRef,
  readRegistryRequest,
  readRepository,
  refuseForeignName,
} from './install-request';
import type { PackContext, PackRun } from '../change/pack-run';
import { normaliseVersion } from '../inventory/versions';

/** What exactly is to be installed. */
export type InstallTarget =
  | { kind: 'registry'; record: RegistryVersion; version: string; folder: string }
  | { kind: 'git'; url: string; ref: string | null; registryId: string | null; folder: string }
  | { kind: 'files'; files: { url: string; name: string }[]; folder: string };

/** Whether the policy allows a row, where that changes what has to be looked up. */
function isAllowed(run: PackRun, operation: PolicyOperation): boolean {
  try {
    run.authorise(operation);
    return true;
  } catch {
    return false;
  }
}

interface Question {
  params: InstallParams;
  address: string | null;
  run: PackRun;
}

async function findIn(
  context: PackContext,
  { params, address, run }: Question,
  mode: InstallParams['mode'],
): Promise<CataloguePack | null> {
  // The id first: the registry can answer for it alone, an address means reading whole lists.
  const refs = new Set(address === null ? [params.id] : [params.id, address]);
  for (const ref of refs) {
    const entry = await context.catalogue.find(ref, { mode, channel: params.channel, signal: run.job.signal });
    if (entry !== null && isOfEntry(entry, address)) return entry;
  }
  return null;
}

/**
 * The catalogue's entry for an address or a name. The kept copy is asked first, because it costs no network; the network only when
 * something depends on it: a bare address that the policy lets through anyway needs no entry. An id with an address does, because the pack
 * is to live under that id.
 */
async function findListed(context: PackContext, question: Question): Promise<CataloguePack | null> {
  const { params, address, run } = question;
  const listed = await findIn(context, question, 'local');
  const isBareAddress = address !== null && isAddressLike(params.id);
  const isLocalEnough = params.mode === 'local' || (isBareAddress && isAllowed(run, 'install-git-url'));
  return listed !== null || isLocalEnough ? listed : findIn(context, question, params.mode);
}

function isMissing(error: unknown, wantedLatest: boolean): boolean {
  if (!(error instanceof AppError)) return false;
  return error.code === 'pack-not-found' || (error.code === 'version-not-found' && wantedLatest);
}

/** Whether the registry could not be asked, although it may be. */
function isAway(error: unknown, { config }: PackContext): boolean {
  const isAllowedToAsk = config.current().network_mode !== 'offline';
  return isAllowedToAsk && error instanceof AppError && error.code === 'network-failed';
}

async function findRecord(context: PackContext, params: InstallParams, run: PackRun): Promise<RegistryVersion | null> {
  const request = readRegistryRequest(params, context.catalogue.registryIdOf);
  if (request === null) return null;
  run.job.report({ phase: msg`Resolving`, message: msg`${packMessage(request.id)} ${request.version ?? 'latest'}` });
  try {
    return await context.catalogue.resolveVersion(request.id, request.version, run.job.signal);
  } catch (error) {
    const wantsLatest = request.version === null;
    if (wantsLatest && isAddressLike(params.id) && isAway(error, context)) {
      run.job.warn(
        msg`The registry does not answer, so "${packMessage(request.id)}" comes from the git repository that was named: its newest commit, not its newest release.`,
      );
      return null;
    }
    if (!isMissing(error, wantsLatest)) throw error;
    // In the registry without any version, or not at all: such packs live in git only, when anybody knows where.
    const isInGit =
      namedAddress(params) !== null || (await findListed(context, { params, address: null, run })) !== null;
    if (isInGit) return null;
    throw error;
  }
}

/** Refuses withdrawn versions and asks the policy about flagged ones. Throws `version-not-found`, `policy-denied`. */
export function authoriseVersion(record: RegistryVersion, run: PackRun): void {
  if (record.status === 'banned' || record.status === 'deleted') {
    throw new AppError(
      'version-not-found',
      msg`The registry has withdrawn ${packMessage(record.id)} ${record.version} (${record.status}).`,
      { remedy: msg`Choose another version.` },
    );
  }
  if (record.status === 'flagged') run.authorise('install-flagged');
}

function addressOf(params: InstallParams, entry: CataloguePack | null): string {
  const url = namedAddress(params) ?? entry?.repository ?? entry?.files[0];
  if (url !== undefined) return url;
  throw new AppError(
    'pack-not-found',
    msg`"${packMessage(params.id)}" is in neither the registry nor the catalogue, and no address was given.`,
    { remedy: msg`Check the name, refresh the catalogue, or give the address of its git repository.` },
  );
}

function refuseBareZip(params: InstallParams, entry: CataloguePack | null, url: string): void {
  if (entry?.installType !== 'unzip' && !/\.zip$/i.test(url)) return;
  throw new AppError(
    'invalid-input',
    msg`"${packMessage(params.id)}" is offered as a bare zip file, which says neither its name nor its version.`,
    { remedy: msg`Follow the installation notes of the author.` },
  );
}

/** Proves that what an address or an answer calls a pack can be its folder. Throws `invalid-input`. */
function requireFolderName(name: string, from: string): string {
  const problem = findPackNameProblem(name);
  if (problem === null) return name;
  throw new AppError('invalid-input', msg`${from} calls the pack ${JSON.stringify(name)}, and the name ${problem}.`, {
    remedy: msg`Nothing was installed. Check the address, or clone the repository by hand under a plain name.`,
    details: { name },
  });
}

function describeFiles(context: PackContext, params: InstallParams, urls: readonly string[]): InstallTarget {
  return { kind: 'files', files: readFiles(urls, context.settings['hosts.github']), folder: params.id };
}

function describeClone(params: InstallParams, url: string, registryId: string | null): InstallTarget {
  const { cloneUrl, repo } = readRepository(url);
  const folder = registryId ?? requireFolderName(repo, `The address "${url}"`);
  return { kind: 'git', url: cloneUrl, ref: readRef(params), registryId, folder };
}

function registryIdFor(context: PackContext, url: string, entry: CataloguePack | null): string | null {
  return context.catalogue.registryIdOf(url) ?? entry?.registryId ?? null;
}

async function resolveUnpublished(context: PackContext, params: InstallParams, run: PackRun): Promise<InstallTarget> {
  const entry = await findListed(context, { params, address: namedAddress(params), run });
  const url = addressOf(params, entry);
  run.authorise(entry === null ? 'install-git-url' : 'install-nightly');
  refuseBareZip(params, entry, url);
  if (entry?.installType === 'copy' || isFileAddress(url)) {
    return describeFiles(context, params, entry?.files ?? params.files ?? [url]);
  }
  return describeClone(params, url, registryIdFor(context, url, entry));
}

/**
 * Says what an install request means (decision 25): a registry version for `latest` and version numbers, else git: `repository`, else
 * `files[0]`, else an id that is an address, else the catalogue's entry. The policy is asked on the way, with what the address turned out to be.
 * Throws `pack-not-found`, `version-not-found`, `policy-denied`, `invalid-input`, `network-failed`.
 */
export async function resolveTarget(context: PackContext, params: InstallParams, run: PackRun): Promise<InstallTarget> {
  refuseForeignName(params);
  run.authorise('install-registry');
  // Free package names run as much foreign code as a free address.
  if ((params.pip ?? []).length > 0) run.authorise('install-git-url');
  const record = await findRecord(context, params, run);
  if (record === null) return resolveUnpublished(context, params, run);
  authoriseVersion(record, run);
  return { kind: 'registry', record, version: normaliseVersion(record.version), folder: record.id };
}
