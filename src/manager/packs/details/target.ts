import { findGitFolder, readGitHead, readGitUpstream } from '../../../base/git/files';
import type { HistoryOf } from '../../../base/git/history';
import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import { isGitAddress } from '../../../contract/text/git-address';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
import { findCopies, activeCopy } from '../inventory/find-copies';
import { isFileAddress, readRepository } from '../operations/install-request';
import { compareDisabledCopies, type PackCopy } from '../inventory/inventory';
import type { DetailSources } from './sources';

/** The pack a question is about: what is on disk of it, and what the catalogue says. */
export interface DetailsTarget {
  /** The copy that counts: the enabled one, else the newest disabled one; null when it is not installed. */
  copy: PackCopy | null;
  entry: CataloguePack | null;
  /** How the catalogue finds it. */
  ref: string;
  registryId: string | null;
  /** The address of its repository as people write it; null when nobody knows one. */
  repository: string | null;
  /** How its newest commits are asked for; null when it has no repository. */
  history: HistoryOf | null;
}

function chooseCopy(copies: readonly PackCopy[]): PackCopy | null {
  return activeCopy(copies) ?? [...copies].sort(compareDisabledCopies)[0] ?? null;
}

/** A clone is compared with what its own branch follows, everything else with the default branch. */
function historyOfClone(copy: PackCopy): HistoryOf | null {
  const git = findGitFolder(copy.dir);
  if (git === null) return null;
  const upstream = readGitUpstream(git, readGitHead(git));
  return upstream === null ? null : { url: upstream.url, branch: upstream.branch };
}

/** What a catalogue entry is cloned from: its repository, else its first file when that is one. */
function repositoryOfEntry(entry: CataloguePack | null): string | null {
  if (entry === null) return null;
  return entry.repository ?? (entry.installType === 'git-clone' ? (entry.files[0] ?? null) : null);
}

/** A clone knows best; what a folder says of itself counts after what the catalogue says. */
function repositoryOf(key: string, copy: PackCopy | null, entry: CataloguePack | null): string | null {
  const known = [copy?.source === 'git' ? copy.repository : null, repositoryOfEntry(entry), copy?.repository ?? null];
  const found = [...known, isGitAddress(key) ? key : null].find((address) => address !== null) ?? null;
  return found === null || isFileAddress(found) ? null : found;
}

async function findEntry(sources: DetailSources, ref: string, isOnDisk: boolean): Promise<CataloguePack | null> {
  const cached = await sources.catalogue.find(ref, { mode: 'local', channel: 'default' });
  // What is on disk can be told about without the catalogue; what is not must be known to somebody.
  if (cached !== null || isOnDisk) return cached;
  return sources.catalogue.find(ref, { mode: 'cache', channel: 'default' });
}

function historyOf(copy: PackCopy | null, repository: string | null): HistoryOf | null {
  const clone = copy?.source === 'git' ? historyOfClone(copy) : null;
  if (clone !== null || repository === null) return clone;
  return { url: readRepository(repository).cloneUrl, branch: null };
}

function idOf(named: { registryId: string | null } | null): string | null {
  return named === null ? null : named.registryId;
}

function notKnown(key: string): AppError {
  return new AppError('pack-not-found', msg`"${packMessage(key)}" is neither installed nor in the catalogue.`, {
    remedy: msg`Check the name, or refresh the catalogue.`,
  });
}

/** Finds out what a name means. Throws `pack-not-found`, and the network's errors for a pack that nobody here knows. */
export async function findTarget(sources: DetailSources, key: string): Promise<DetailsTarget> {
  const copy = chooseCopy(findCopies(await sources.copies(), key));
  const ref = copy?.registryId ?? copy?.repository ?? key;
  const entry = await findEntry(sources, ref, copy !== null);
  const isKnown = copy !== null || entry !== null || isGitAddress(key);
  if (!isKnown) throw notKnown(key);
  const repository = repositoryOf(key, copy, entry);
  return { copy, entry, ref, registryId: idOf(copy) ?? idOf(entry), repository, history: historyOf(copy, repository) };
}

/** See `PackDetailsReader.titles`. */
export async function readTitles(sources: DetailSources, names: readonly string[]): Promise<Record<string, string>> {
  const copies = await sources.copies();
  const found = new Map<string, string>();
  for (const name of names) {
    const copy = chooseCopy(findCopies(copies, name));
    const entry = await findEntry(sources, copy?.registryId ?? copy?.repository ?? name, true);
    if (entry !== null && entry.title !== '') found.set(name, entry.title);
  }
  return Object.fromEntries(found);
}
