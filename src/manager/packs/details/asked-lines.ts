import { join } from 'node:path';
import { z } from 'zod';
import { isVersionNumber } from '../inventory/versions';
import { openKeptAnswers } from './kept';
import { refuseOffline, type RepositoryReader } from './repository';
import { findInRepository } from './requirements';
import type { DetailSources, RequirementLine } from './sources';
import type { DetailsTarget } from './target';

/** What a pack in some version asks for, as far as that is known before it is downloaded. */
export interface AskedLines {
  /** How people know it. */
  name: string;
  lines: RequirementLine[];
  /** The folder that it would replace; null when it is not installed. */
  dir: string | null;
  registryId: string | null;
  /** Whether these are the lines of this very version. */
  isCertain: boolean;
}

/** What a published version asks for does not change, but the registry may read more out of it by the next day. */
const releaseAgeMs = 24 * 3_600_000;
/** A branch moves. */
const branchAgeMs = 10 * 60_000;

/** Reads the lines; `to` null is the newest version, or what is on the disk of a pack that is installed and disabled. Throws the errors of whoever had to be asked. */
type ReadAskedLines = (target: DetailsTarget, to: string | null) => Promise<AskedLines>;

/** The version of the registry that is meant; null when it is a clone's, or nobody knows it. */
function versionOf({ copy, entry, registryId }: DetailsTarget, to: string | null): string | null {
  if (registryId === null || to === 'nightly') return null;
  if (to !== null && to !== 'latest') return isVersionNumber(to) ? to : null;
  const isClone = copy !== null && copy.source === 'git' && to === null;
  return isClone || entry === null ? null : entry.latestVersion;
}

/** Makes the reader; what the registry says is kept below the folder of the sources. */
export function createAskedLinesReader(sources: DetailSources, reader: RepositoryReader): ReadAskedLines {
  const kept = openKeptAnswers(join(sources.folder, 'asked-lines'), z.array(z.string()));
  const readRelease = async (id: string, version: string) => {
    const answer = await kept.ask(`${id.toLowerCase()}@${version}`, releaseAgeMs, async () => {
      refuseOffline(sources, 'The registry');
      // Not by its address for installations: a look is none, and the registry counts those.
      return (await sources.catalogue.releaseFacts(id, version, new AbortController().signal)).dependencies;
    });
    return answer.value.map((text) => ({ text, source: 'the registry' }));
  };
  const readRepository = async (target: DetailsTarget) => (await findInRepository(target, reader, branchAgeMs)).lines;
  /** The lines that requirements.txt names: those alone are installed. */
  const readDisk = (dir: string) => sources.readRequirementLines(dir);

  const readUncertain = async (target: DetailsTarget) => {
    // The registry lists what pyproject.toml names; many packs have their lines in requirements.txt alone.
    const found = target.history === null ? [] : await readRepository(target).catch(() => null);
    return { lines: found ?? [], isCertain: found !== null && found.length === 0 };
  };
  const readCandidate = async (target: DetailsTarget, to: string | null) => {
    const version = versionOf(target, to);
    if (version === null || target.registryId === null) return { lines: await readRepository(target), isCertain: true };
    const lines = await readRelease(target.registryId, version);
    return lines.length > 0 ? { lines, isCertain: true } : readUncertain(target);
  };

  const readLines = async (target: DetailsTarget, to: string | null) => {
    const { copy } = target;
    if (copy?.source === 'file') return { lines: [], isCertain: true };
    if (copy !== null && !copy.enabled && to === null) return { lines: await readDisk(copy.dir), isCertain: true };
    return readCandidate(target, to);
  };

  return async (target, to) => {
    const { copy, registryId, ref } = target;
    const name = copy?.name ?? registryId ?? ref;
    return { name, dir: copy?.dir ?? null, registryId, ...(await readLines(target, to)) };
  };
}
