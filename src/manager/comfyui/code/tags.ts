import type { ComfyVersions } from '../../../contract/comfyui/comfyui-versions';

const releaseForm = /^v(\d+)\.(\d+)\.(\d+)$/;

/** What the picker is composed from. */
export interface VersionFacts {
  tagNames: readonly string[];
  /** Tags on the checked out commit. */
  tagsAtHead: readonly string[];
  /** What `git describe` says of it; empty or a bare hash when no tag is near. */
  description: string;
  /** Whether it is the newest known commit of the remote's default branch. */
  isDefaultHead: boolean;
}

const maxReleases = 4;
const maxVersions = 6;

/** Compares dotted versions by their numbers: below 0 where the first one is lower. */
export function compareNumbers(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0));
  const differences = (first ?? []).map((part, at) => part - (second?.[at] ?? 0));
  return differences.find((one) => one !== 0) ?? 0;
}

/** The releases (`vX.Y.Z`) among tags, newest first by number. */
export function listReleases(tagNames: readonly string[]): string[] {
  const numbered = tagNames.flatMap((name) => {
    const found = releaseForm.exec(name);
    return found === null ? [] : [{ name, parts: found.slice(1).map(Number) }];
  });
  const difference = (a: readonly number[], b: readonly number[]) =>
    b.map((part, index) => part - (a[index] ?? 0)).find((one) => one !== 0) ?? 0;
  return numbered.sort((a, b) => difference(a.parts, b.parts)).map(({ name }) => name);
}

/** The name people know a commit by: its release, another tag, or the description; null when only its hash is known. */
export function nameCommit({
  tagsAtHead,
  description,
}: Pick<VersionFacts, 'tagsAtHead' | 'description'>): string | null {
  const described = /^[0-9a-f]*$/.test(description) ? null : description;
  return listReleases(tagsAtHead)[0] ?? tagsAtHead[0] ?? described;
}

/** The release a description counts from: `v1.2.3` of `v1.2.3-4-gabcdef0`. */
function nearestRelease(name: string | null): string | null {
  const base = name?.replace(/-\d+-g[0-9a-f]+$/, '') ?? '';
  return releaseForm.test(base) ? base : null;
}

/** What the version picker offers and what is current (docs/reference/on-the-wire.md 4). Pure. */
export function composeVersions(facts: VersionFacts): ComfyVersions {
  const name = nameCommit(facts);
  const isNightly = name === null || (facts.isDefaultHead && facts.tagsAtHead.length === 0);
  const current = isNightly ? 'nightly' : name;
  const releases = listReleases(facts.tagNames).slice(0, maxReleases);
  const nearest = nearestRelease(name);
  const described = releaseForm.test(current) ? [] : [current];
  const versions = new Set(['nightly', ...described, ...releases, ...(nearest === null ? [] : [nearest])]);
  return { versions: [...versions].slice(0, maxVersions), current };
}
