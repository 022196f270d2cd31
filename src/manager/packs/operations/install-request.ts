import { isSameRepository, parseGitAddress } from '../../../base/git/address';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { isGitAddress } from '../../../contract/text/git-address';
import { findFileNameProblem } from '../../../contract/file-names';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
import type { InstallParams } from '../../../contract/packs/pack-params';
import { isVersionNumber } from '../inventory/versions';

/** Words that mean "whatever is newest" and not a branch of that name. */
const newestWords = new Set(['latest', 'nightly', 'unknown']);

/** Whether an id is a git address or `owner/repo` rather than a registry id or a name. */
export function isAddressLike(id: string): boolean {
  return isGitAddress(id) || id.includes('/');
}

/** The address a request names itself: `repository`, else `files[0]`, else an id that is an address or `owner/repo` (decision 25). */
export function namedAddress(params: InstallParams): string | null {
  const named = [params.repository, ...(params.files ?? [])].find((one) => typeof one === 'string' && one !== '');
  return named ?? (isAddressLike(params.id) ? params.id : null);
}

function isNameOf(id: string, address: string): boolean {
  const named = parseGitAddress(address);
  return (
    isSameRepository(id, address) || `${named?.owner ?? ''}/${named?.repo ?? ''}`.toLowerCase() === id.toLowerCase()
  );
}

/**
 * Refuses an id that names one repository beside the address of another: which of the two is meant nobody can say, and the reader of a
 * queue or a history would see the wrong one. Throws `invalid-input`.
 */
export function refuseForeignName(params: InstallParams): void {
  const { id } = params;
  const address = namedAddress(params);
  if (address === null || !isAddressLike(id) || isFileAddress(address) || isNameOf(id, address)) return;
  throw new AppError('invalid-input', msg`The pack is called "${id}", and the address leads to "${address}".`, {
    remedy: msg`Give the id of the pack, its plain name or the same repository as both.`,
    details: { id, address },
  });
}

/** The registry id a request may mean, and the version it asks the registry for (null: latest). Null when it asks for git. */
export function readRegistryRequest(
  params: InstallParams,
  registryIdOf: (repository: string) => string | null,
): { id: string; version: string | null } | null {
  const wanted = params.selected_version;
  if (wanted !== 'latest' && !isVersionNumber(wanted)) return null;
  const id = isAddressLike(params.id) ? registryIdOf(params.id) : params.id;
  return id === null ? null : { id, version: wanted === 'latest' ? null : wanted };
}

/** The branch, tag or commit a request asks git for; null is the default branch. */
export function readRef(params: InstallParams): string | null {
  return newestWords.has(params.selected_version) ? null : params.selected_version;
}

/** Whether a catalogue entry vouches for an address. */
export function isOfEntry(entry: CataloguePack, address: string | null): boolean {
  if (address === null) return true;
  return [entry.repository, ...entry.files].some(
    (one) => one !== null && (one === address || isSameRepository(one, address)),
  );
}

/** GitHub is cloned by its plain address, without tokens and `.git`, as other managers do (docs/reference/on-disk.md 7); others as given. Throws `invalid-input`. */
export function readRepository(url: string): { cloneUrl: string; repo: string } {
  const address = parseGitAddress(url);
  if (address === null) {
    throw new AppError('invalid-input', msg`"${url}" is not the address of a git repository.`, {
      remedy: msg`Give an https or ssh address.`,
    });
  }
  const cloneUrl = address.githubId === null ? url.trim().replace(/\/+$/, '') : address.normalised;
  return { cloneUrl, repo: address.repo };
}

function fileNameOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const name = path.split('/').at(-1) ?? '';
  if (/^\w[\w.+-]*\.py$/.test(name) && findFileNameProblem(name) === null) return name;
  throw new AppError(
    'invalid-input',
    msg`The catalogue asks to copy ${url}, which is not a Python file. Current versions of ComfyUI do not load such files.`,
    { remedy: msg`Follow the installation notes of the author.` },
  );
}

/** The raw file behind a page of github.com, from the configured host. */
function fileAddress(url: string, githubBase: string): string {
  const raw = url.replace(/^(https:\/\/github\.com\/[^/]+\/[^/]+)\/blob\//, '$1/raw/');
  return raw.replace(/^https:\/\/github\.com\//, `${githubBase.replace(/\/+$/, '')}/`);
}

/** Whether an address is a single file of a "copy" entry rather than a repository. */
export function isFileAddress(url: string): boolean {
  return /\.(py|js)$/i.test(url);
}

/** What to download for a "copy" entry, and under which names (docs/reference/on-disk.md 13). Throws `invalid-input` for anything but Python files. */
export function readFiles(urls: readonly string[], githubBase: string): { url: string; name: string }[] {
  return urls.map((url) => ({ url: fileAddress(url, githubBase), name: fileNameOf(url) }));
}
