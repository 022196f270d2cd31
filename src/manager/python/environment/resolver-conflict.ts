/** One side of a conflict. */
export interface Demand {
  /** Who asks: a package, the pack, or the protection of what is installed. */
  who: string;
  asks: string;
}

export interface Conflict {
  package: string;
  demands: readonly Demand[];
}

/** Who asks for what is installed, of packages that a pack may not change. */
export const protectedVersion = 'the protected installed version';
/** Who asks, when no package in between does. */
export const packItself = 'the pack itself';

const token = /([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)((?:\[[^\]]*\])?(?:===|[<>=!~]=|[<>])[^\s]+)/g;

function nameOf(asks: string): string {
  return (
    /^[A-Za-z0-9._-]+/
      .exec(asks)?.[0]
      .toLowerCase()
      .replace(/[-_.]+/g, '-') ?? asks
  );
}

function whoAsks(asks: string, protectedLines: readonly string[]): string {
  return protectedLines.includes(asks) ? protectedVersion : packItself;
}

/** pip: `    conflict-a 1.0 depends on numpy<2` and `    The user requested (constraint) torch==2.7.1`. */
function readPipDemands(output: string, protectedLines: readonly string[]): Demand[] {
  const block = /The conflict is caused by:\r?\n((?:[ \t]+\S.*(?:\r?\n|$))+)/.exec(output)?.[1] ?? '';
  return block.split(/\r?\n/).flatMap((line): Demand[] => {
    const depends = /^\s+(\S+)(?: (\S+))? depends on (.+?)\s*$/.exec(line);
    if (depends) return [{ who: [depends[1], depends[2]].filter(Boolean).join(' '), asks: depends[3] ?? '' }];
    const requirement = /^\s+The user requested (?:\(constraint\) )?(.+?)\s*$/.exec(line)?.[1];
    return requirement === undefined ? [] : [{ who: whoAsks(requirement, protectedLines), asks: requirement }];
  });
}

/** uv: `Because torchvision<=0.21.0 depends on torch==2.6.0 and torch==2.7.1, we can conclude ...`, over several lines. */
function readUvDemands(output: string, protectedLines: readonly string[]): Demand[] {
  const text = (/No solution found[^]*/.exec(output)?.[0] ?? '').replace(/\s+/g, ' ');
  const pattern = /(?:all versions of )?(\S+) depends? on ([A-Za-z0-9][^\s,]*(?:,[<>=!~][^\s,]*)*)/g;
  const depends = [...text.matchAll(pattern)].map((found) => ({ who: found[1] ?? '', asks: found[2] ?? '' }));
  const rest = text.replace(pattern, ' ');
  const bare = [...rest.matchAll(token)].map((found) => found[0].replace(/[,.]+$/, ''));
  return [...depends, ...bare.map((asks) => ({ who: whoAsks(asks, protectedLines), asks }))];
}

/** Who asks for which versions, as far as it can be read from what uv or pip printed; a bare name asks for none. */
export function readDemands(output: string, protectedLines: readonly string[]): Demand[] {
  const demands = output.includes('No solution found')
    ? readUvDemands(output, protectedLines)
    : readPipDemands(output, protectedLines);
  return demands.filter(({ asks }) => /[<>=!~]/.test(asks));
}

/** How pip and uv say that no index has a name, or the versions of it that are asked for. */
export const absentPattern =
  /No matching distribution found for (\S+)|(?:Because|and) (\S+) was not found in the (?:package registry|provided package locations)|[Tt]here (?:is|are) no versions? of (\S+)/;

/** What no index has, a name or the versions of one that are asked for, by the words of pip and uv; null where nothing of the kind stopped them. Pure. */
export function readAbsent(output: string): string | null {
  const [, ...found] = absentPattern.exec(output.replace(/[\s│]+/gu, ' ')) ?? [];
  return found.find(Boolean)?.replace(/[,.]$/u, '') ?? null;
}

/** The package that two sides ask for differently, or null. */
export function findConflict(demands: readonly Demand[]): Conflict | null {
  for (const { asks } of demands) {
    const same = demands.filter((other) => nameOf(other.asks) === nameOf(asks));
    const distinct = same.filter((demand, index) => same.findIndex((other) => other.asks === demand.asks) === index);
    if (distinct.length > 1) return { package: nameOf(asks), demands: distinct };
  }
  return null;
}
