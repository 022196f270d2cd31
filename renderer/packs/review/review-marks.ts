import parseVersion from 'semver/functions/parse';
import type { PackUpdateRisk } from '../../../src/contract/pack-details';
import type { WorkflowUses } from '../../../src/contract/workflows';
import type { ReviewRow } from './review-rows';

/** What a person should look at before an update. */
export type ReviewMark =
  | { kind: 'major' }
  | { kind: 'added' | 'changed' | 'hardware'; names: readonly string[] }
  | { kind: 'removed-classes' | 'changed-nodes'; names: readonly string[]; workflows: readonly string[] }
  | { kind: 'unknown' }
  | { kind: 'same' };

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
  return added.length + changed.length === 0 ? [{ kind: 'same' }] : marks;
}

/** Those of some node classes that saved workflows use, with these; null where none is. */
function findUsed(
  classes: readonly string[],
  uses: WorkflowUses | undefined,
): { names: readonly string[]; workflows: readonly string[] } | null {
  const names = classes.filter((name) => (uses?.classes[name]?.count ?? 0) > 0);
  const workflows = names.flatMap((name) => uses?.classes[name]?.workflows.map((one) => one.name) ?? []);
  return names.length === 0 ? null : { names, workflows: [...new Set(workflows)] };
}

/** What a workflow has to be mended for: the node, with the inputs that come and go. */
function listNodeMarks({ changedNodes }: PackUpdateRisk, uses: WorkflowUses | undefined): ReviewMark[] {
  const found = findUsed(
    changedNodes.map(({ name }) => name),
    uses,
  );
  if (found === null) return [];
  const names = changedNodes
    .filter(({ name }) => found.names.includes(name))
    .map(({ name, added, removed }) => {
      const inputs = [...added.map((input) => `+${input}`), ...removed.map((input) => `−${input}`)];
      return inputs.length === 0 ? name : `${name} (${inputs.join(' ')})`;
    });
  return [{ kind: 'changed-nodes', names, workflows: found.workflows }];
}

/** Only classes that a saved workflow uses are told: thousands of nodes come and go that nobody misses. */
function listClassMarks(removed: readonly string[], uses: WorkflowUses | undefined): ReviewMark[] {
  const found = findUsed(removed, uses);
  return found === null ? [] : [{ kind: 'removed-classes', ...found }];
}

/** The marks of a row, the gravest first; `risk` undefined while it is not known, null where it could not be asked. Pure. */
export function listMarks(
  row: Pick<ReviewRow, 'kind' | 'from' | 'to'>,
  risk: PackUpdateRisk | null | undefined,
  uses: WorkflowUses | undefined,
): ReviewMark[] {
  const major: ReviewMark[] = isMajorStep(row) ? [{ kind: 'major' }] : [];
  if (risk === undefined) return major;
  if (risk === null) return [...major, { kind: 'unknown' }];
  const ofNodes = [...listClassMarks(risk.removedClasses ?? [], uses), ...listNodeMarks(risk, uses)];
  return [...ofNodes, ...major, ...listRequirementMarks(risk)];
}
