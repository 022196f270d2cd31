import { parseGitAddress } from '../../base/git/address';
import { unwatchedJob } from '../../base/async/job';
import { shareWork, type SharedWork } from '../../base/async/shared-work';
import type { GitOptions } from '../../base/git/command';
import { openTrees, type ChangingCommit, type GitTrees, type CommitRange } from '../../base/git/trees';
import type { Logger } from '../../base/log';
import type { Forecast, ForecastBreak, ForecastCommit, PackForecast } from '../../contract/library/forecast';
import type { PackFacts, TreeFacts } from './facts';
import { findBreaks, type Break } from './find-breaks';
import { openCachedFacts } from './cached-facts';
import { readPacks, readTrees, type PackPlace, type Reading } from './read-versions';
import { openLookup } from './resolve-path';
import { coreClasses, findTakenClasses } from './taken-classes';

/** What the requirements of a version would do; `clashes` has the packs by their folder names. */
export interface RequirementsVerdict {
  state: Forecast['packages']['state'];
  reason: string | null;
  clashes: ReadonlyMap<string, string>;
}

/** An enabled pack. */
export interface EnabledPack extends PackPlace {
  /** Folder or file name. */
  name: string;
}

/** What the room is handed of others. */
export interface ForecastSources {
  find(version: string): Promise<{
    dir: string;
    current: { name: string; commit: string };
    commit: string;
    remote: string | null;
  }>;
  packs(): Promise<readonly EnabledPack[]>;
  /** Whether the requirement lines of another version can live with what the packs ask for. */
  judgeRequirements(lines: string, signal: AbortSignal): Promise<RequirementsVerdict>;
  /** The range of ComfyUI's versions that the publisher of a pack names, where the version is outside of it. */
  rangeOutside(key: string, version: string): Promise<string | null>;
  interpreter(): Promise<string>;
  gitOptions: GitOptions;
  /** Where is kept what was read. */
  factsDir: string;
  stagingDir: string;
  log: Logger;
}

/** Says before a change of ComfyUI's version which packs it would break, and why. */
export interface Forecasts {
  /** Changes nothing, asks no remote, and needs no ComfyUI that runs. Throws `cancelled`, `comfyui-not-git`, `version-not-found`, `environment-missing`, `git-failed`, `command-failed`. */
  of(version: string, signal?: AbortSignal): Promise<Forecast>;
}

/** The gravest first. */
function weight({ breaks, taken, clash, range }: PackForecast): number {
  const effects = breaks.map(({ effect }) => effect);
  if (effects.includes('pack')) return 0;
  if (clash !== null) return 1;
  if (effects.includes('part')) return 2;
  if (effects.includes('use')) return 3;
  return taken.length > 0 ? 4 : range === null ? 6 : 5;
}

/** Where a browser shows commits; null for anything but GitHub. */
function addressBase(remote: string | null): string | null {
  const id = (remote === null ? null : parseGitAddress(remote))?.githubId ?? null;
  return id === null ? null : `https://github.com/${id}/commit/`;
}

/** Between which commits the other version lies, and in which direction. */
interface Way extends CommitRange {
  /** The other version is the older one: what it lacks came later. */
  isOlder: boolean;
}

const edge = '[^A-Za-z0-9_]';

/** Every form in which a module comes to have a name: a definition, an assignment, an import, also one of several lines. */
function definitionOf(name: string): string {
  return [
    `(def|class)[ ]+${name}(${edge}|$)`,
    `^[ ]*${name}[ ]*(:[^=]*)?=`,
    `import[ ].*(^|${edge})${name}(${edge}|$)`,
    `^[ ]*${name}[ ]*,?[ ]*\\)?[ ]*$`,
  ].join('|');
}

/** Whatever is named so, for what is passed on by names made at run time. */
const mentionOf = (name: string): string => `(^|${edge})${name}(${edge}|$)`;

/**
 * The commit that took away what a pack needs: the newest one that changed a line which defines the name, for after it nothing was changed and the name
 * is not there. Of an older version the oldest one, which brought it. Null where git does not tell. Throws what git throws.
 */
async function findBreakingCommit(
  trees: GitTrees,
  { isOlder, ...range }: Way,
  found: Break,
): Promise<ChangingCommit | null> {
  const { file, name } = found.from;
  const ofRange = isOlder ? { from: range.to, to: range.from } : range;
  const choose = (commits: readonly ChangingCommit[]): ChangingCommit | null => commits.at(isOlder ? -1 : 0) ?? null;
  const ofPath = async () =>
    file === '' ? null : choose(await trees.changesOfPath(ofRange, file, isOlder ? 'added' : 'removed'));
  const ofLines = async (pattern: string) => choose(await trees.changesOfLines(ofRange, file, pattern));
  if (name === null || found.kind === 'module') return ofPath();
  if (found.kind === 'call') {
    const ofParameter = found.parameter === null ? null : await ofLines(mentionOf(found.parameter));
    return ofParameter ?? ofLines(`(def|class)[ ]+${name}(${edge}|$)`);
  }
  return (await ofLines(definitionOf(name))) ?? (await ofLines(mentionOf(name))) ?? ofPath();
}

interface Question {
  version: string;
  way: Way;
  trees: GitTrees;
  base: string | null;
  signal: AbortSignal;
}

async function describeBreak(
  found: Break,
  { way, trees, base }: Question,
  commits: Map<string, Promise<ChangingCommit | null>>,
): Promise<ForecastBreak> {
  const { kind, path, parameter, effect, file, line, places } = found;
  const key = JSON.stringify([way, found.kind, found.from, parameter]);
  const search = commits.get(key) ?? findBreakingCommit(trees, way, found).catch(() => null);
  commits.set(key, search);
  const commit = await search;
  const reported: ForecastCommit | null =
    commit === null ? null : { ...commit, address: base === null ? null : `${base}${commit.commit}` };
  return { kind, name: path, parameter, effect, file, line, places, commit: reported };
}

/** Requirements that are the same word for word ask nothing new. */
async function judge(sources: ForecastSources, { way, trees, signal }: Question): Promise<RequirementsVerdict> {
  const { from, to } = way;
  const file = 'requirements.txt';
  const [before, after] = await Promise.all([trees.read(from, file), trees.read(to, file)]);
  if (after === null || before === after) return { state: 'same', reason: null, clashes: new Map() };
  return sources.judgeRequirements(after, signal);
}

interface Read {
  installed: TreeFacts;
  target: TreeFacts;
  packs: readonly EnabledPack[];
  facts: ReadonlyMap<string, PackFacts>;
}

async function readAll(sources: ForecastSources, { way, trees, signal }: Question): Promise<Read> {
  const { interpreter, factsDir, stagingDir } = sources;
  const reading: Reading = { interpreter: await interpreter(), stagingDir, cache: openCachedFacts(factsDir), signal };
  const [installed, target] = await readTrees([way.from, way.to], trees, reading);
  const packs = await sources.packs();
  if (installed === undefined || target === undefined) throw new Error('The reader left a version out.');
  const roots = new Set([...openLookup(installed).roots, ...openLookup(target).roots]);
  return { installed, target, packs, facts: await readPacks(packs, [...roots].sort(), reading) };
}

/** More commits than these are looked for at once by nobody. */
const mostBreaks = 40;

async function describePacks(
  { rangeOutside }: Pick<ForecastSources, 'rangeOutside'>,
  read: Read & Pick<RequirementsVerdict, 'clashes'>,
  question: Question,
): Promise<PackForecast[]> {
  const [was, is] = [openLookup(read.installed), openLookup(read.target)];
  const [classesBefore, classesAfter] = [coreClasses(read.installed), coreClasses(read.target)];
  const commits = new Map<string, Promise<ChangingCommit | null>>();
  const reported: PackForecast[] = [];
  for (const { key, name } of read.packs) {
    const facts = read.facts.get(key) ?? { files: [] };
    const breaks: ForecastBreak[] = [];
    for (const found of findBreaks(facts, was, is).slice(0, mostBreaks))
      breaks.push(await describeBreak(found, question, commits));
    const taken = findTakenClasses(facts, classesBefore, classesAfter);
    const range = await rangeOutside(key, question.version);
    const one = { key, name, breaks, taken, clash: read.clashes.get(name) ?? null, range };
    if (breaks.length + taken.length > 0 || one.clash !== null || range !== null) reported.push(one);
  }
  return reported.sort((one, other) => weight(one) - weight(other));
}

async function forecast(sources: ForecastSources, version: string, signal: AbortSignal): Promise<Forecast> {
  const { dir, current, commit, remote } = await sources.find(version);
  const trees = openTrees(
    sources.gitOptions,
    dir,
    unwatchedJob(signal, (line) => sources.log.debug(line)),
  );
  const isOlder = await trees.isIn(commit, current.commit);
  const question = {
    version,
    way: { from: current.commit, to: commit, isOlder },
    trees,
    base: addressBase(remote),
    signal,
  };
  const [about, read, verdict] = await Promise.all([
    trees.describe(commit),
    readAll(sources, question),
    judge(sources, question),
  ]);
  const unread = read.packs.flatMap(({ key, name }) =>
    (read.facts.get(key)?.unread ?? []).map(({ file, reason }) => ({ pack: name, file, reason })),
  );
  return {
    from: current.name,
    to: { version, commit, date: about?.date ?? '' },
    isOlder,
    read: read.packs.length - unread.filter(({ file }) => file === '').length,
    packs: await describePacks(sources, { ...read, clashes: verdict.clashes }, question),
    unread,
    packages: { state: verdict.state, reason: verdict.reason },
  };
}

/** Opens the forecasts of an installation. Who asks for the same version at the same time gets the same answer. */
export function createForecasts(sources: ForecastSources): Forecasts {
  const underWay = new Map<string, SharedWork<Forecast>>();
  return {
    of(version, signal) {
      const make = () =>
        shareWork((until) => forecast(sources, version, until).finally(() => underWay.delete(version)));
      const known = underWay.get(version) ?? make();
      underWay.set(version, known);
      return known.join(signal);
    },
  };
}
