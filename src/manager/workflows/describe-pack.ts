import gt from 'semver/functions/gt';
import valid from 'semver/functions/valid';
import { VersionRef } from '../../contract/packs/pack-ref';
import type {
  WorkflowCandidate,
  WorkflowLoad,
  WorkflowPack,
  WorkflowPackState,
  WorkflowReason,
} from '../../contract/workflows';
import type { KnownPack } from './known-packs';
import type { NeedsInput, PackGroup } from './needs-input';
import type { ClassUse } from './workflow-content';

/** The file is full of forks: more would help nobody to choose. */
const maxAlternatives = 8;

function stateOf({ local }: KnownPack, problems: NeedsInput['problems']): WorkflowPackState {
  if (local === null) return 'missing';
  if (!local.enabled) return 'disabled';
  return problems.has(local.name) ? 'failed-import' : 'installed';
}

/** The newest of the versions that nodes of one pack give; a commit when none is a version number. */
function chooseVersion(versions: ReadonlySet<string>): string | null {
  const usable = [...versions].filter((version) => VersionRef.safeParse(version).success);
  const numbers = usable.filter((version) => valid(version) !== null);
  return (
    numbers.reduce<string | null>((best, one) => (best === null || gt(one, best) ? one : best), null) ??
    usable[0] ??
    null
  );
}

function wantedVersion(pack: KnownPack, classes: readonly ClassUse[], input: NeedsInput): string | null {
  const named = classes.flatMap((use) => [...use.named.values()]);
  const own = named.filter((one) => one.versions.size > 0 && input.packs.ofNamed(one) === pack);
  return chooseVersion(new Set(own.flatMap(({ versions }) => [...versions])));
}

/** What the catalogue says of a pack; little, when only the workflow or the disk knows it. */
function describeListed({
  listed,
  repository,
}: KnownPack): Pick<WorkflowCandidate, 'author' | 'files' | 'isListed' | 'stars' | 'latestVersion'> {
  if (listed === null) {
    const files = repository === null ? [] : [repository];
    return { author: '', files, isListed: false, stars: null, latestVersion: null };
  }
  const { author, files, stars, latestVersion } = listed;
  return { author, files, isListed: true, stars, latestVersion };
}

function describeLocal(
  pack: KnownPack,
  problems: NeedsInput['problems'],
): Pick<WorkflowCandidate, 'state' | 'installedVersion' | 'localKey' | 'problem'> {
  const state = stateOf(pack, problems);
  if (pack.local === null) return { state, installedVersion: null, localKey: null, problem: null };
  const { version, key, name } = pack.local;
  const problem = state === 'failed-import' ? (problems.get(name) ?? null) : null;
  return { state, installedVersion: version || null, localKey: key, problem };
}

function describe(
  pack: KnownPack,
  group: PackGroup,
  { why, input }: { why: WorkflowReason; input: NeedsInput },
): WorkflowCandidate {
  const { key, title, registryId, repository } = pack;
  return {
    ...{ key, title, registryId, repository, why },
    ...describeListed(pack),
    ...describeLocal(pack, input.problems),
    wantedVersion: wantedVersion(pack, group.classes, input),
  };
}

function loadOf({ first, classes, loadedCount }: PackGroup, input: NeedsInput): WorkflowLoad | null {
  if (input.loadedClasses.size === 0) return null;
  if (loadedCount === classes.length) return 'loaded';
  const { local } = first.pack;
  return local !== null && input.wasImported(local) ? 'lacking' : 'waiting';
}

/** A pack with the classes it is needed for. */
export function describeGroup(group: PackGroup, input: NeedsInput): WorkflowPack {
  const { first, classes, others } = group;
  return {
    ...describe(first.pack, group, { why: first.why, input }),
    classes: classes.map(({ name, count, titles }) => ({ name, count, titles: [...titles] })),
    alternatives: others
      .slice(0, maxAlternatives)
      .map((pack) => describe(pack, group, { why: pack.local === null ? 'stars' : 'installed', input })),
    load: loadOf(group, input),
  };
}
