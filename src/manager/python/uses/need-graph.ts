import { join } from 'node:path';
import { readTextIfReadable } from '../../../base/files/read-whole';
import { readRequires, type Distribution } from '../packages/packages';
import { evaluateMarker, type MarkerValues } from '../requirements/markers';
import { parseRequirement, type Requirement } from '../requirements/requirement';
import { isForExtraAlone } from '../requirements/walk-requirements';

/** A package that is asked for, and under which extras. */
export type Need = Pick<Requirement, 'name' | 'extras'>;

/** What the installed packages ask of each other. */
export interface NeedGraph {
  distributions: ReadonlyMap<string, Distribution>;
  /** Packages without metadata that can be read: nobody can tell what they need. */
  unread: ReadonlySet<string>;
  /** What a package under these extras asks for that is installed. What only Python could judge counts. */
  needsOf(name: string, extras: readonly string[]): readonly { name: string; extras: readonly string[] }[];
}

/** An old `egg-info` names its needs in a file of its own: those of its extras stand below heads in brackets. */
async function readEggRequires({ infoPath }: Distribution): Promise<string[]> {
  if (!infoPath.endsWith('.egg-info')) return [];
  const text = await readTextIfReadable(join(infoPath, 'requires.txt'));
  return (text ?? '').split(/\r?\n/u).filter((line) => line.trim() !== '' && !line.startsWith('['));
}

async function readLines(distribution: Distribution): Promise<readonly string[] | null> {
  const lines = await readRequires(distribution);
  return lines === null ? null : [...lines, ...(await readEggRequires(distribution))];
}

function mayCount({ marker }: Requirement, extra: string, markers: MarkerValues): boolean {
  return marker === null || evaluateMarker(marker, { ...markers, extra }) !== false;
}

/** Reads what the installed packages ask of each other, by their metadata. Starts nothing. */
export async function readNeedGraph(
  distributions: ReadonlyMap<string, Distribution>,
  markers: MarkerValues,
): Promise<NeedGraph> {
  const read = [...distributions.values()].map(async (one) => [one.name, await readLines(one)] as const);
  const lines = new Map(await Promise.all(read));
  const known = new Map<string, { name: string; extras: readonly string[] }[]>();
  const find = (name: string, extra: string) =>
    (lines.get(name) ?? [])
      // Most lines of large packages are for extras, and parsing costs most.
      .filter((line) => extra !== '' || !isForExtraAlone.test(line))
      .map(parseRequirement)
      .filter((line) => mayCount(line, extra, markers))
      .flatMap((line) =>
        line.name !== null && line.name !== name && distributions.has(line.name)
          ? [{ name: line.name, extras: line.extras }]
          : [],
      );
  const findOnce = (name: string, extra: string) => {
    const key = `${name}[${extra}]`;
    const found = known.get(key) ?? find(name, extra);
    known.set(key, found);
    return found;
  };
  return {
    distributions,
    unread: new Set([...lines].flatMap(([name, found]) => (found === null ? [name] : []))),
    needsOf: (name, extras) => ['', ...extras].flatMap((extra) => findOnce(name, extra)),
  };
}

/** All installed packages that these lines lead to, each with the package of the lines that led there first. Pure. */
export function followNeeds(roots: readonly Need[], graph: NeedGraph): ReadonlyMap<string, string> {
  const reached = new Map<string, string>();
  const seen = new Set<string>();
  const waiting = roots.flatMap(({ name, extras }) =>
    name !== null && graph.distributions.has(name) ? [{ name, extras, root: name }] : [],
  );
  // What a line names itself is reached by itself, whatever else leads there.
  for (const { name } of waiting) reached.set(name, name);
  for (const { name, extras, root } of waiting) {
    const key = `${name}[${[...extras].sort().join(',')}]`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (!reached.has(name)) reached.set(name, root);
    for (const need of graph.needsOf(name, extras)) waiting.push({ ...need, root });
  }
  return reached;
}
