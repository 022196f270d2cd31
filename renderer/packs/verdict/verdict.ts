import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { t } from 'i18next';
import parseVersion from 'semver/functions/parse';
import type { NodesUnknown, PackUpdateRisk } from '../../../src/contract/packs/pack-details';
import { call } from '../../bridge';
import type { PackRecord } from '../../state/packs/pack-record';
import { requestTask } from '../../state/queue/actions';
import { createTask } from '../../state/queue/create-task';
import { queryClient } from '../../state/query-client';

/** An update of a pack on disk. */
export interface PackUpdate {
  /** What the core knows the pack by. */
  packKey: string;
  kind: 'registry' | 'git';
  from: string;
  to: string;
}

/** The update that is offered of a pack; null where there is none. */
export function updateOf({ local, update: to }: PackRecord): PackUpdate | null {
  if (local === null || to === null) return null;
  return { packKey: local.key, kind: local.source === 'git' ? 'git' : 'registry', from: local.version, to };
}

const queryKeyOf = (update: PackUpdate | null) => ['packs', 'risk', update?.packKey, update?.to];

/** What an update would change. The answer is kept by the core; workflows that were saved meanwhile count. */
export function useRisk(update: PackUpdate | null, isRequested = update !== null): UseQueryResult<PackUpdateRisk> {
  return useQuery({
    queryKey: queryKeyOf(update),
    queryFn: () => call('packs.updateRisk', { key: update?.packKey ?? '', to: update?.to ?? '' }),
    enabled: isRequested,
    staleTime: 0,
  });
}

/** The edited files that were shown of an update; none where nobody has asked. */
export function readShownEdits(update: PackUpdate): readonly string[] {
  return queryClient.getQueryData<PackUpdateRisk>(queryKeyOf(update))?.edited ?? [];
}

/** Has the updates of installed packs, by their keys, tried in a staged copy; the review of updates shows how it goes. */
export async function requestTrial(packs: string[]): Promise<void> {
  await requestTask(createTask('rehearse-updates', { packs }));
}

/** What a person should look at before an update, the gravest first. That nothing differs is no mark. */
const markKinds = [
  'removedClasses',
  'changedNodes',
  'major',
  'edited',
  'hardware',
  'added',
  'changed',
  'unknown',
  'removedUnused',
  // Many change that nobody misses: told in the details alone.
  'changedUnused',
  'nodesUnknown',
  // Another manager installed it: the task compares it with the archive of its version.
  'editsUnknown',
] as const;

/** One thing to look at: which nodes, packages or files, and the saved workflows that use them. */
export interface Mark {
  kind: (typeof markKinds)[number];
  names: readonly string[];
  workflows: readonly string[];
}

const mark = (kind: Mark['kind'], names: readonly string[] = [], workflows: readonly string[] = []): Mark => ({
  kind,
  names,
  workflows,
});

/** A step of the first number: the author says that something does not go on as before. */
function isMajorStep({ kind, from, to }: PackUpdate): boolean {
  if (kind !== 'registry') return false;
  const [before, after] = [parseVersion(from, true), parseVersion(to, true)];
  return before !== null && after !== null && after.major > before.major;
}

function listRequirementMarks({ requirements, hardware }: PackUpdateRisk): Mark[] {
  if (requirements === null) return [mark('unknown')];
  const changed = requirements.changed.map(({ to }) => to);
  return [mark('hardware', hardware), mark('added', requirements.added), mark('changed', changed)];
}

/** Inputs that come and go, as a mark of their node: `+model −size`. */
function describeNode({ name, added, removed, hasOtherOutputs }: PackUpdateRisk['changedNodes'][number]): string {
  const inputs = [...added.map((input) => `+${input}`), ...removed.map((input) => `−${input}`)].join(' ');
  const changes = [inputs, hasOtherOutputs ? t('impact.otherOutputs') : ''].filter(Boolean).join(', ');
  return changes === '' ? name : `${name} (${changes})`;
}

type UsedBy = PackUpdateRisk['usedBy'];

interface Fate {
  name: string;
  words: string;
}

/** What becomes of some nodes: of those first that saved workflows use. */
function listFates(fates: readonly Fate[], usedBy: UsedBy, [ofUsed, ofOthers]: [Mark['kind'], Mark['kind']]): Mark[] {
  const isUsed = ({ name }: Fate): boolean => Object.hasOwn(usedBy, name);
  const used = fates.filter(isUsed);
  const workflows = new Set(used.flatMap(({ name }) => usedBy[name] ?? []));
  const words = (some: readonly Fate[]) => some.map((fate) => fate.words);
  return [mark(ofUsed, words(used), [...workflows]), mark(ofOthers, words(fates.filter((fate) => !isUsed(fate))))];
}

function listNodeMarks(
  { removedClasses, nodesUnknown, changedNodes, usedBy }: PackUpdateRisk,
  isTried: boolean,
): Mark[] {
  const gone = isTried ? [] : (removedClasses ?? []).map((name) => ({ name, words: name }));
  const changed = changedNodes.map((node) => ({ name: node.name, words: describeNode(node) }));
  const isUnknown = !isTried && removedClasses === null && nodesUnknown !== null;
  return [
    ...(isUnknown ? [mark('nodesUnknown')] : []),
    ...listFates(gone, usedBy, ['removedClasses', 'removedUnused']),
    ...listFates(changed, usedBy, ['changedNodes', 'changedUnused']),
  ];
}

/** Edits that are known, and that nobody knows of any, are not the same. */
function listEditMarks({ kind }: PackUpdate, { edited }: PackUpdateRisk): Mark[] {
  if (edited === null) return kind === 'registry' ? [mark('editsUnknown')] : [];
  return [mark('edited', edited)];
}

const bare: ReadonlySet<Mark['kind']> = new Set(['major', 'unknown', 'nodesUnknown', 'editsUnknown']);

/**
 * What is known of an update, the gravest first; `risk` undefined while it is not known, null where it could not be asked. `isTried`: a trial saw which nodes
 * go, and says so itself. Pure.
 */
export function listMarks(update: PackUpdate, risk: PackUpdateRisk | null | undefined, isTried = false): Mark[] {
  const found = isMajorStep(update) ? [mark('major')] : [];
  if (risk === null) found.push(mark('unknown'));
  else if (risk !== undefined)
    found.push(...listEditMarks(update, risk), ...listRequirementMarks(risk), ...listNodeMarks(risk, isTried));
  return markKinds.flatMap((kind) =>
    found.filter((one) => one.kind === kind && (bare.has(kind) || one.names.length > 0)),
  );
}

/** Why nobody can say which nodes go; `undefined` where nothing newer is known. */
export function describeUnknown({ why, version, place }: NodesUnknown): string | undefined {
  if (why === 'not-asked') return undefined;
  const given = { place: place ?? '' };
  return version === 'new' ? t(`impact.unknownNew.${why}`, given) : t(`impact.unknownInstalled.${why}`, given);
}
