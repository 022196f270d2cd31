import type { PackagePlan, PlanQuestion } from '../../contract/python/package-plan';
import type { Areas } from '../areas';
import type { Authorise } from '../installation/policy';
import { findGuilty, findOlderVersions } from './older-versions';
import { registrySource } from '../packs/details/release-lines';
import { readQuestion, toPlanRequest, type RequestedPack, type PlanAreas, type ReadQuestion } from './plan-question';
import type { PlanRequest } from '../python/plan/planner';
import { parseRequirement } from '../python/requirements/requirement';
import { cutComment } from '../python/requirements/requirement-text';

const namesNoPlace = ({ text }: { text: string }): boolean => {
  const line = cutComment(text);
  return line === '' || parseRequirement(line).specifier !== null;
};

/** To build for an answer runs what a task would run: it answers to the rows of installing by name, and from an address. Throws `policy-denied`. */
function authoriseBuild({ packs, packages, remove }: PlanRequest, question: PlanQuestion, authorise: Authorise): void {
  if (question.allow_build !== true) return;
  authorise('install-packages');
  const lines = packs.flatMap((pack) => pack.lines);
  const isOfAll = lines.length + packages.length + remove.length === 0;
  // As with a task, whose free lines run as much foreign code as a free address.
  const hasFreeLines = question.packs?.some(({ pip = [] }) => pip.length > 0) === true;
  if (isOfAll || hasFreeLines || !lines.every(namesNoPlace)) authorise('install-git-url');
}

/**
 * The packs of a conflict by the archives of their versions, which is what an installation reads: the registry takes its list from a pyproject.toml, where
 * words that are no package stand beside those that are. Null where the archives say the same, or nobody could read them.
 */
async function readByArchive(
  { details }: Pick<PlanAreas, 'details'>,
  { requested, others, ...rest }: ReadQuestion,
  { question, guilty }: { question: PlanQuestion; guilty: readonly RequestedPack[] },
): Promise<ReadQuestion | null> {
  const doubtful = guilty.filter(({ lines }) => lines.lines.some(({ source }) => source === registrySource));
  if (doubtful.length === 0) return null;
  const again = await Promise.all(
    requested.map(async (one) => {
      if (!doubtful.includes(one)) return one;
      const lines = await details.requestedLines(one.key, { ...one.version, isByArchive: true }).catch(() => one.lines);
      return isSameRequested(one.lines, lines) ? one : { ...one, lines };
    }),
  );
  if (again.every((one, at) => one === requested[at])) return null;
  return { ...rest, requested: again, others, request: toPlanRequest(again, others, question) };
}

/** Whether two readings of a pack name the same lines. Pure. */
function isSameRequested(one: RequestedPack['lines'], other: RequestedPack['lines']): boolean {
  const textsOf = ({ lines }: RequestedPack['lines']): string => JSON.stringify(lines.map(({ text }) => text).sort());
  return textsOf(one) === textsOf(other);
}

/** A plan with what is not known of its packs before their download, and what has to be said of ComfyUI. Pure. */
function withDoubts(plan: PackagePlan, { requested, notes: ofComfy }: ReadQuestion): PackagePlan {
  const doubts = requested.flatMap(({ lines }) => lines.doubts);
  const notes = [...plan.notes, ...ofComfy, ...doubts];
  const isCertain = doubts.length === 0;
  return { ...plan, isCertain, notes, ...(!isCertain && { words: { doubts } }) };
}

/** Who plans: what the policy allows them, and what ends the plan. */
interface PlanCall {
  authorise: Authorise;
  /** The person at this machine is asked for a permission once they have seen the plan; everybody else is judged before an address is asked. */
  isPerson: boolean;
  signal: AbortSignal;
}

/**
 * Answers what a change would do to the packages: the packs' lines as they are known, one resolve, and where it is impossible an older version that fits.
 * Nothing is built for it unless the question asks for that and the policy allows it. Throws `cancelled`, `policy-denied`.
 */
export async function planPackages(
  areas: PlanAreas & Pick<Areas, 'environments'>,
  question: PlanQuestion,
  { authorise, isPerson, signal }: PlanCall,
): Promise<PackagePlan> {
  if (question.environment !== undefined) return areas.environments.planSwitch(question.environment);
  const authoriseUnlisted = isPerson ? undefined : () => authorise('install-git-url');
  const read = await readQuestion(areas, question, { signal, authoriseUnlisted });
  authoriseBuild(read.request, question, authorise);
  const firstPlan = await areas.python.plan(read.request, signal);
  const guilty = firstPlan.conflict === null ? [] : findGuilty(read.requested, firstPlan.conflict);
  const byArchive = await readByArchive(areas, read, { question, guilty });
  if (byArchive !== null) authoriseBuild(byArchive.request, question, authorise);
  const requested = byArchive ?? read;
  const plan = byArchive === null ? firstPlan : await areas.python.plan(byArchive.request, signal);
  const { conflict } = plan;
  if (conflict === null) return withDoubts(plan, requested);
  const older = await findOlderVersions(areas, requested, { conflict, signal });
  const described = withDoubts(plan, requested);
  const notes = [...described.notes, ...older.notes];
  return { ...described, notes, waysOut: [...older.waysOut, ...plan.waysOut] };
}
