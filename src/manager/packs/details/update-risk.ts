import { join } from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { redactSecrets } from '../../../base/log';
import type { PackUpdateRisk } from '../../../contract/pack-details';
import { isBuiltForHardware } from '../../python/packages/hardware-packages';
import type { ReleaseFacts } from '../../catalogue/sources/registry';
import { isVersionNumber } from '../inventory/versions';
import { openKeptAnswers } from './kept';
import type { RepositoryReader } from './repository';
import { findInRepository, findOnDisk, nameOf } from './requirements';
import type { DetailSources } from './sources';
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

const nothingKnown: PackUpdateRisk = { requirements: null, hardware: [], removedClasses: null, changedNodes: [] };

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

/** Which nodes of both sides take or give something else, so that a saved workflow has to be mended. A new optional input changes nothing. Pure. */
export function compareNodes(
  before: ReleaseFacts['sockets'] = {},
  after: ReleaseFacts['sockets'],
): PackUpdateRisk['changedNodes'] {
  return Object.entries(before).flatMap(([name, old]) => {
    const now = Object.hasOwn(after, name) ? after[name] : undefined;
    if (now === undefined) return [];
    const [had, has] = [new Set([...old.required, ...old.optional]), new Set([...now.required, ...now.optional])];
    const added = now.required.filter((input) => !had.has(input));
    const removed = [...had].filter((input) => !has.has(input));
    const hasOtherOutputs = old.outputs.join('\n') !== now.outputs.join('\n');
    return added.length + removed.length > 0 || hasOtherOutputs ? [{ name, added, removed, hasOtherOutputs }] : [];
  });
}

type ReadFacts = (id: string, version: string) => Promise<ReleaseFacts>;

/** An old version that the registry does not tell of is compared by its files. */
async function judgeRelease(
  { copy, id, to }: { copy: NonNullable<DetailsTarget['copy']>; id: string; to: string },
  readFacts: ReadFacts,
  onDisk: readonly string[],
): Promise<PackUpdateRisk> {
  const [before, after] = await Promise.all([readFacts(id, copy.version).catch(() => null), readFacts(id, to)]);
  // The registry lists what pyproject.toml names. Packs with a requirements.txt alone have none there, which says nothing of them.
  const isUntold = after.dependencies.length === 0 && onDisk.length > 0;
  const listed = before === null || before.dependencies.length === 0 ? onDisk : before.dependencies;
  const told = isUntold ? { requirements: null, hardware: [] } : judge(listed, after.dependencies);
  const [old, now] = [before?.nodeClasses ?? null, after.nodeClasses];
  const changedNodes = compareNodes(before?.sockets, after.sockets);
  if (old === null || now === null) return { ...told, removedClasses: null, changedNodes };
  const kept = new Set(now);
  return { ...told, removedClasses: old.filter((name) => !kept.has(name)), changedNodes };
}

/** Says what can be known of an update before it is downloaded. Throws the errors of whoever had to be asked. */
export type ReadUpdateRisk = (target: DetailsTarget, to: string) => Promise<PackUpdateRisk>;

/** Makes the reader; what the registry says is kept below the folder of the sources. */
export function createUpdateRiskReader(sources: DetailSources, reader: RepositoryReader): ReadUpdateRisk {
  const kept = openKeptAnswers(join(sources.folder, 'releases'), Facts);
  const readFacts: ReadFacts = async (id, version) => {
    const ask = () => sources.catalogue.releaseFacts(id, version, new AbortController().signal);
    return (await kept.ask(`${id.toLowerCase()}@${version}`, releaseAgeMs, ask)).value;
  };
  const inTurn = pLimit(questionsAtOnce);
  const judgeOne: ReadUpdateRisk = async (target, to) => {
    const { copy, registryId } = target;
    if (copy === null || copy.source === 'file') return nothingKnown;
    const onDisk = (await findOnDisk(sources, copy.dir)).lines.map(({ text }) => text);
    if (copy.source === 'git') {
      const { lines } = await findInRepository(target, reader, branchAgeMs);
      return {
        ...judge(
          onDisk,
          lines.map(({ text }) => text),
        ),
        removedClasses: null,
        changedNodes: [],
      };
    }
    if (registryId === null || !isVersionNumber(to)) return nothingKnown;
    return judgeRelease({ copy, id: registryId, to }, readFacts, onDisk);
  };
  return (target, to) => inTurn(() => judgeOne(target, to));
}
