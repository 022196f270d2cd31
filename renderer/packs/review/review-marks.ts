import parseVersion from 'semver/functions/parse';
import type { PackUpdateRisk } from '../../../src/contract/pack-details';
import type { WorkflowUses } from '../../../src/contract/workflows';
import type { ReviewRow } from './review-rows';

/** What a person should look at before an update. */
export type ReviewMark =
  | { kind: 'major' }
  | { kind: 'added' | 'changed' | 'hardware'; names: readonly string[] }
  | { kind: 'removed-classes'; names: readonly string[]; workflows: readonly string[] }
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

/** Only classes that a saved workflow uses are told: thousands of nodes come and go that nobody misses. */
function listClassMarks(removed: readonly string[], uses: WorkflowUses | undefined): ReviewMark[] {
  const used = removed.filter((name) => (uses?.classes[name]?.count ?? 0) > 0);
  if (used.length === 0) return [];
  const workflows = used.flatMap((name) => uses?.classes[name]?.workflows.map((one) => one.name) ?? []);
  return [{ kind: 'removed-classes', names: used, workflows: [...new Set(workflows)] }];
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
  return [...listClassMarks(risk.removedClasses ?? [], uses), ...major, ...listRequirementMarks(risk)];
}
