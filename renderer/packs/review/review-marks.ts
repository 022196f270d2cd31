import parseVersion from 'semver/functions/parse';
import type { NodesUnknown, PackUpdateRisk } from '../../../src/contract/pack-details';
import { describeInputs } from '../impact/impact-words';
import type { ReviewRow } from './review-rows';

/** What a person should look at before an update. That nothing differs is no mark. */
export type ReviewMark =
  | { kind: 'major' }
  | { kind: 'added' | 'changed' | 'hardware' | 'edited'; names: readonly string[] }
  | { kind: 'removed-classes' | 'changed-nodes'; names: readonly string[]; workflows: readonly string[] }
  | { kind: 'removed-unused'; names: readonly string[] }
  | { kind: 'nodes-unknown'; unknown: NodesUnknown }
  /** Another manager installed it: the task compares it with the archive of its version. */
  | { kind: 'editsUnknown' }
  | { kind: 'unknown' };

/** A step of the first number: the author says that something does not go on as before. */
export function isMajorStep({ kind, from, to }: Pick<ReviewRow, 'kind' | 'from' | 'to'>): boolean {
  if (kind !== 'registry') return false;
  const [before, after] = [parseVersion(from, true), parseVersion(to, true)];
  return before !== null && after !== null && after.major > before.major;
}

function listRequirementMarks({ requirements, hardware }: PackUpdateRisk): ReviewMark[] {
  if (requirements === null) return [{ kind: 'unknown' }];
  const { added, changed } = requirements;
  const marks: ReviewMark[] = [];
  if (hardware.length > 0) marks.push({ kind: 'hardware', names: hardware });
  if (added.length > 0) marks.push({ kind: 'added', names: added });
  if (changed.length > 0) marks.push({ kind: 'changed', names: changed.map(({ to }) => to) });
  return marks;
}

interface Used {
  names: readonly string[];
  /** Names of saved workflows. */
  workflows: readonly string[];
}

/** Those of some node classes that saved workflows use, with these; null where none is. */
function findUsed(classes: readonly string[], { usedBy }: Pick<PackUpdateRisk, 'usedBy'>): Used | null {
  const names = classes.filter((name) => Object.hasOwn(usedBy, name));
  const workflows = names.flatMap((name) => usedBy[name] ?? []);
  return names.length === 0 ? null : { names, workflows: [...new Set(workflows)] };
}

/** What a workflow has to be mended for: the node, with the inputs that come and go. Only nodes that one uses are told: many change that nobody misses. */
function listNodeMarks(risk: PackUpdateRisk): ReviewMark[] {
  const { changedNodes } = risk;
  const found = findUsed(
    changedNodes.map(({ name }) => name),
    risk,
  );
  if (found === null) return [];
  const names = changedNodes
    .filter(({ name }) => found.names.includes(name))
    .map((node) => {
      const inputs = describeInputs(node);
      return inputs === '' ? node.name : `${node.name} (${inputs})`;
    });
  return [{ kind: 'changed-nodes', names, workflows: found.workflows }];
}

function listClassMarks(risk: PackUpdateRisk): ReviewMark[] {
  const { removedClasses, nodesUnknown } = risk;
  if (removedClasses === null) return nodesUnknown === null ? [] : [{ kind: 'nodes-unknown', unknown: nodesUnknown }];
  const used = findUsed(removedClasses, risk);
  const unused = removedClasses.filter((name) => used?.names.includes(name) !== true);
  return [
    ...(used === null ? [] : [{ kind: 'removed-classes' as const, ...used }]),
    ...(unused.length === 0 ? [] : [{ kind: 'removed-unused' as const, names: unused }]),
  ];
}

/** Edits that are known, and that nobody knows of any, are not the same. */
function listEditMarks({ kind }: Pick<ReviewRow, 'kind'>, { edited }: PackUpdateRisk): ReviewMark[] {
  if (edited === null) return kind === 'registry' ? [{ kind: 'editsUnknown' }] : [];
  return edited.length === 0 ? [] : [{ kind: 'edited', names: edited }];
}

const weights: Partial<Record<ReviewMark['kind'], number>> = {
  'removed-classes': 0,
  'changed-nodes': 1,
  'removed-unused': 6,
  'nodes-unknown': 8,
  editsUnknown: 9,
};

/**
 * The marks of a row, the gravest first; `risk` undefined while it is not known, null where it could not be asked. Which nodes go says a trial, where there
 * was one: it saw them. Pure.
 */
export function listMarks(
  row: Pick<ReviewRow, 'kind' | 'from' | 'to'>,
  risk: PackUpdateRisk | null | undefined,
  isTried = false,
): ReviewMark[] {
  const major: ReviewMark[] = isMajorStep(row) ? [{ kind: 'major' }] : [];
  if (risk === undefined) return major;
  if (risk === null) return [...major, { kind: 'unknown' }];
  const classes = isTried ? [] : listClassMarks(risk);
  const marks = [
    ...major,
    ...listEditMarks(row, risk),
    ...listRequirementMarks(risk),
    ...classes,
    ...listNodeMarks(risk),
  ];
  return marks.sort((one, other) => (weights[one.kind] ?? 2) - (weights[other.kind] ?? 2));
}
