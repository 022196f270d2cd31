import { join } from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { redactSecrets } from '../../../base/log';
import type { PackUpdateRisk } from '../../../contract/packs/pack-details';
import { isBuiltForHardware } from '../../python/packages/hardware-packages';
import { msg } from '../../../contract/text/message';
import { versionNotFound, type ReleaseFacts } from '../../catalogue/sources/registry';
import type { PackCopy } from '../inventory/inventory';
import { isVersionNumber } from '../inventory/versions';
import { createTipReader, toKnownNodes, type ReadTip } from './clone-tip';
import { openCachedAnswers } from './cached-answers';
import { judgeNodes, noNodes, type KnownNodes } from './node-changes';
import type { RepositoryReader } from './repository';
import { findOnDisk, linesOfRepository, nameOf } from './requirements';
import type { DetailSources, RequirementLine } from './sources';
import type { DetailsTarget } from './target';

/** What a published version asks for does not change, but the registry may read more out of it by the next day. */
const releaseAgeMs = 24 * 3_600_000;
/** A review asks about every pack at once. */
const questionsAtOnce = 4;
/** A branch moves: younger than this is what the review was opened on. */
const branchAgeMs = 10 * 60_000;

const Sockets = z.object({
  required: z.array(z.string()),
  optional: z.array(z.string()),
  outputs: z.array(z.string()),
});
const Facts = z.object({
  dependencies: z.array(z.string()),
  nodeClasses: z.array(z.string()).nullable(),
  sockets: z.record(z.string(), Sockets),
});

/** All but the saved workflows, of which this room knows nothing. */
export type UpdateRisk = Omit<PackUpdateRisk, 'usedBy'>;

/** Without what is read of the copy itself. */
type ReportedRisk = Omit<UpdateRisk, 'edited'>;

const nothingKnown: ReportedRisk = { requirements: null, hardware: [], ...noNodes('not-asked') };

/**
 * Which lines of requirements come, change and go. The same line written otherwise (blanks, case of the name) is the same. An address may hold a
 * password: it is told of no side, and one that the other side does not show is no change. Pure.
 */
export function compareRequirements(
  before: readonly string[],
  after: readonly string[],
): NonNullable<PackUpdateRisk['requirements']> {
  const write = (line: string): string => line.replaceAll(/\s+/gu, '').toLowerCase();
  const list = (lines: readonly string[]) => new Map(lines.map(redactSecrets).map((line) => [nameOf(line), line]));
  const [old, now] = [list(before), list(after)];
  const changed = [...now].flatMap(([name, to]) => {
    const from = old.get(name);
    return from === undefined || write(from) === write(to) ? [] : [{ from, to }];
  });
  return {
    added: [...now].flatMap(([name, line]) => (old.has(name) ? [] : [line])),
    changed,
    removed: [...old].flatMap(([name, line]) => (now.has(name) ? [] : [line])),
  };
}

/** Packages of what comes or changes that torch, CUDA or compiled packs stand on. */
function findHardware({ added, changed }: NonNullable<PackUpdateRisk['requirements']>): string[] {
  const names = [...added, ...changed.map(({ to }) => to)].map(nameOf);
  return names.filter((name) => name === 'numpy' || isBuiltForHardware(name));
}

function judge(before: readonly string[], after: readonly string[]): Pick<PackUpdateRisk, 'requirements' | 'hardware'> {
  const requirements = compareRequirements(before, after);
  return { requirements, hardware: findHardware(requirements) };
}

type ComparedFacts = Omit<ReleaseFacts, 'downloadUrl'>;
type ReadFacts = (id: string, version: string) => Promise<ComparedFacts>;

/** The registry reads node classes out of a version some time after it was published, and not out of all. */
function nodesOf(facts: ComparedFacts | null): KnownNodes {
  return {
    classes: facts?.nodeClasses ?? { why: 'not-listed', place: null },
    sockets: facts?.sockets ?? {},
  };
}

/** An old version that the registry does not tell of is compared by its files. */
async function judgeRelease(
  { copy, id, to }: { copy: PackCopy; id: string; to: string },
  readFacts: ReadFacts,
  onDisk: readonly string[],
): Promise<ReportedRisk> {
  const [before, after] = await Promise.all([readFacts(id, copy.version).catch(() => null), readFacts(id, to)]);
  // The registry lists what pyproject.toml names. Packs with a requirements.txt alone have none there, which says nothing of them.
  const isUntold = after.dependencies.length === 0 && onDisk.length > 0;
  const listed = before === null || before.dependencies.length === 0 ? onDisk : before.dependencies;
  const risk = isUntold ? { requirements: null, hardware: [] } : judge(listed, after.dependencies);
  return { ...risk, ...judgeNodes(nodesOf(before), nodesOf(after)) };
}

const textsOf = (lines: readonly RequirementLine[]): string[] => lines.map(({ text }) => text);

function judgeTip({ root, nodes }: Awaited<ReturnType<ReadTip>>, onDisk: readonly string[]): ReportedRisk {
  const risk = judge(onDisk, textsOf(linesOfRepository(root)));
  if (nodes === null) return { ...risk, ...noNodes('not-read') };
  return { ...risk, ...judgeNodes(toKnownNodes(nodes.installed), toKnownNodes(nodes.newest)) };
}

/** Says what can be known of an update before it is downloaded. Throws the errors of whoever had to be asked, `version-not-found` where there is no such version. */
export type ReadUpdateRisk = (target: DetailsTarget, to: string) => Promise<UpdateRisk>;

/** Makes the reader; what the registry and repositories say is kept below the folder of the sources. */
export function createUpdateRiskReader(sources: DetailSources, reader: RepositoryReader): ReadUpdateRisk {
  const cache = openCachedAnswers(join(sources.folder, 'releases'), Facts);
  const readTip = createTipReader(sources, reader);
  const readFacts: ReadFacts = async (id, version) => {
    const ask = () => sources.catalogue.releaseFacts(id, version);
    return (await cache.ask(`${id.toLowerCase()}@${version}`, releaseAgeMs, ask)).value;
  };
  const inTurn = pLimit(questionsAtOnce);
  const judgeOne = async ({ copy, registryId, history, entry }: DetailsTarget, to: string): Promise<ReportedRisk> => {
    if (copy === null || copy.source === 'file') return nothingKnown;
    const onDisk = textsOf((await findOnDisk(sources, copy.dir)).lines);
    if (copy.source === 'git') return judgeTip(await readTip({ copy, history, to }, branchAgeMs), onDisk);
    if (registryId === null || to === 'nightly') return nothingKnown;
    const version = to === 'latest' ? (entry?.latestVersion ?? to) : to;
    if (!isVersionNumber(version)) throw versionNotFound(registryId, to, msg`it is not a version number`);
    return judgeRelease({ copy, id: registryId, to: version }, readFacts, onDisk);
  };
  return (target, to) =>
    inTurn(async () => {
      const { copy } = target;
      const edits = copy === null ? null : sources.listEditedFiles(copy).catch(() => null);
      const [risk, edited] = await Promise.all([judgeOne(target, to), edits]);
      return { ...risk, edited };
    });
}
