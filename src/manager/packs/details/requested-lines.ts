import { join } from 'node:path';
import { readTextIfPresent } from '../../../base/files/files';
import { msg, packMessage, type Sentence } from '../../../contract/text/message';
import { normaliseName } from '../../python/packages/packages';
import { readOptionalGroups, textsOfGroups, unknownGroup } from '../../python/requirements/optional-groups';
import { isSameId } from '../inventory/identity';
import type { PackCopy } from '../inventory/inventory';
import { isVersionNumber, normaliseVersion } from '../inventory/versions';
import type { RepositoryReader } from './repository';
import { createReleaseReader } from './release-lines';
import { findInRepository, readChosenOf, readProjectOf } from './requirements';
import type { DetailSources, RequirementLine } from './sources';
import type { DetailsTarget } from './target';

/** What a pack in some version asks for, as far as that is known before it is downloaded. */
export interface RequestedLines {
  /** How people know it. */
  name: string;
  lines: RequirementLine[];
  /** The folder that it would replace; null when it is not installed. */
  dir: string | null;
  registryId: string | null;
  /** What is not known of this very version before its download, in sentences; none: these are its lines. */
  doubts: Sentence[];
}

/** A branch moves. */
const branchAgeMs = 10 * 60_000;

/** Which version of a pack is meant, and with which of its optional groups. */
export interface RequestedVersion {
  /** Null is the newest version, or what is on the disk of a pack that is installed and disabled. */
  to: string | null;
  /** It is installed and stays at its version. */
  stays?: boolean | undefined;
  /** Those that were chosen for it before when they are left out. */
  groups?: readonly string[] | undefined;
  /** The archive of a version of the registry is read, as its installation does, and not what the registry says of it. */
  isByArchive?: boolean | undefined;
  /** Asks the policy before the repository of a pack is read that no list names and that is not here. */
  authoriseUnlisted?: (() => void) | undefined;
}

/** Reads the lines. Throws the errors of whoever had to be asked, and `invalid-input` for a group that the pack does not have. */
type ReadRequestedLines = (target: DetailsTarget, wanted: RequestedVersion) => Promise<RequestedLines>;

/** The version of the registry that is meant; null when it is a clone's, or nobody knows it. */
function versionOf({ copy, entry, registryId }: DetailsTarget, to: string | null): string | null {
  if (registryId === null || to === 'nightly') return null;
  if (to !== null && to !== 'latest') return isVersionNumber(to) ? to : null;
  const isClone = copy !== null && copy.source === 'git' && to === null;
  return isClone || entry === null ? null : entry.latestVersion;
}

/** The folder whose own files say what is asked for; null where another version is meant. */
function placeOnDisk(copy: DetailsTarget['copy'], { stays, to }: RequestedVersion): string | null {
  if (copy === null || copy.source === 'file') return null;
  return stays === true || (!copy.enabled && to === null) ? copy.dir : null;
}

const nameOf = ({ copy, registryId, ref }: DetailsTarget): string => copy?.name ?? registryId ?? ref;

/** Throws `invalid-input`. */
function refuseUnknown(name: string, chosen: readonly string[], known: readonly string[]): void {
  const unknown = chosen.find((one) => !known.includes(one));
  if (unknown !== undefined) throw unknownGroup(name, unknown, known);
}

/** What is not known of groups. `named`: those of the request, which has to have them; `known`: those of the newest commit, null where nobody could read them. */
function doubtsOf(
  name: string,
  { named, known }: { named: readonly string[]; known: ReadonlyMap<string, unknown> | null },
): Sentence[] {
  const pack = packMessage(name);
  if (known === null)
    return [
      msg`What the optional groups of ${pack} need is not known before the download. They are read from its own files when it is installed.`,
    ];
  const unknown = named.filter((one) => !known.has(one));
  return [
    msg`The registry does not list the optional groups of this version of ${pack}, so the newest commit of its repository was read. Its own files are read when it is installed.`,
    ...unknown.map(
      (group) =>
        msg`The newest commit of ${pack} has no optional group "${group}". If this version has none either, nothing is installed.`,
    ),
  ];
}

/** The folder that has this very release, be it disabled, and so its own files; null where nobody has downloaded it. Pure. */
function findRelease(copies: readonly PackCopy[], { registryId }: DetailsTarget, version: string): string | null {
  const isOfRelease = (copy: PackCopy) => copy.source === 'registry' && isSameId(copy.registryId, registryId);
  return copies.find((copy) => isOfRelease(copy) && copy.version === normaliseVersion(version))?.dir ?? null;
}

/** Makes the reader; what the registry says is kept below the folder of the sources. */
export function createRequestedLinesReader(sources: DetailSources, reader: RepositoryReader): ReadRequestedLines {
  const releases = createReleaseReader(sources);
  const readRepository = async (target: DetailsTarget) => (await findInRepository(target, reader, branchAgeMs)).lines;

  const readUncertain = async (target: DetailsTarget) => {
    // The registry lists what pyproject.toml names; many packs have their lines in requirements.txt alone.
    const found = target.history === null ? [] : await readRepository(target).catch(() => null);
    const doubt = msg`The registry does not say what this version of ${packMessage(nameOf(target))} needs, so its repository was read. Its own files are read when it is installed.`;
    return { lines: found ?? [], doubts: found !== null && found.length === 0 ? [] : [doubt] };
  };
  /** What the files of the very release say; null where they are not to be read, or there is none. */
  const readOwnFiles = async (target: DetailsTarget, { to, isByArchive }: RequestedVersion) => {
    const version = isByArchive === true ? versionOf(target, to) : null;
    return version === null || target.registryId === null ? null : releases.readArchive(target.registryId, version);
  };
  const readCandidate = async (target: DetailsTarget, wanted: RequestedVersion) => {
    const version = versionOf(target, wanted.to);
    if (version === null || target.registryId === null) return { lines: await readRepository(target), doubts: [] };
    const own = await readOwnFiles(target, wanted);
    if (own !== null) return { lines: own.lines, doubts: [] };
    const lines = await releases.readListed(target.registryId, version);
    return lines.length > 0 ? { lines, doubts: [] } : readUncertain(target);
  };

  const readLines = async (target: DetailsTarget, wanted: RequestedVersion, onDisk: string | null) => {
    if (target.copy?.source === 'file') return { lines: [], doubts: [] };
    // The lines that requirements.txt names: those alone are installed.
    return onDisk === null
      ? readCandidate(target, wanted)
      : { lines: await sources.readRequirementLines(onDisk), doubts: [] };
  };
  /** Its groups, by the files of the release where somebody has them, else by its repository, for the registry does not tell them; null where nobody could read any. */
  const readKnown = async (target: DetailsTarget, wanted: RequestedVersion, onDisk: string | null) => {
    const own = onDisk === null ? await readOwnFiles(target, wanted) : null;
    if (own !== null) return { known: readOptionalGroups(own.project), isCertain: true };
    const version = versionOf(target, wanted.to);
    const place = onDisk ?? (version === null ? null : findRelease(await sources.copies(), target, version));
    const project = await (place === null
      ? readProjectOf(target, reader, branchAgeMs)
      : readTextIfPresent(join(place, 'pyproject.toml')));
    const known = place === null && project === null ? null : readOptionalGroups(project);
    return { known, isCertain: place !== null || (version === null && project !== null) };
  };
  const readGroups = async (target: DetailsTarget, wanted: RequestedVersion, onDisk: string | null) => {
    const { groups } = wanted;
    const chosen = groups?.map(normaliseName) ?? (await readChosenOf(sources, target));
    if (chosen.length === 0) return { lines: [], doubts: [] };
    const { known, isCertain } = await readKnown(target, wanted, onDisk);
    // What was chosen before and is gone is left out by the installation, with a warning.
    const named = groups === undefined ? [] : chosen;
    // A newer commit may have lost the group, or got it: only who has the release can refuse it.
    if (isCertain) refuseUnknown(nameOf(target), named, [...(known?.keys() ?? [])]);
    const lines = known === null ? [] : textsOfGroups(known, chosen);
    return { lines, doubts: isCertain ? [] : doubtsOf(nameOf(target), { named, known }) };
  };

  return async (target, wanted) => {
    const { copy, entry, registryId } = target;
    if (copy === null && entry === null) wanted.authoriseUnlisted?.();
    const onDisk = placeOnDisk(copy, wanted);
    const [own, more] = await Promise.all([readLines(target, wanted, onDisk), readGroups(target, wanted, onDisk)]);
    return {
      ...{ name: nameOf(target), dir: copy?.dir ?? null, registryId },
      ...{ lines: [...own.lines, ...more.lines], doubts: [...own.doubts, ...more.doubts] },
    };
  };
}
