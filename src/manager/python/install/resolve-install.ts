import { AppError } from '../../../contract/errors';
import { msg, type Message, packMessage } from '../../../contract/text/message';
import type { JobContext } from '../../../base/async/job';
import { versionsOf } from '../packages/packages';
import { findUnplanned, linesOf, type ApprovedPlan, type ApprovedPlans } from '../plan/approved-plans';
import { planIdOf, type ExactChange } from '../plan/changes';
import { policyOf, type PackageConsent } from '../plan/consent';
import { changesOf } from '../plan/describe-plan';
import type { Candidate, SolveContext, SolveRequest } from '../plan/question';
import { optionsOf, solve } from '../plan/solve';
import { splitByGroup } from '../plan/split-candidate';
import type { ExactPlan } from './apply';
import { toLine } from './exact-lines';
import type { PlannedInstall } from './planned-install';
import { refuseInstall } from './refusal';

/** What one resolve found for an installation. */
export interface FoundInstall extends ExactPlan {
  /** Packages come, and all that were there stay: what is met for others stays met. */
  onlyAdds: boolean;
}

/** In which words the changes that were found are not what was agreed; null where they are. Pure. */
function findDisagreement(
  changes: readonly ExactChange[],
  { approved, planId, onlyNew }: { approved: ApprovedPlan | null } & Pick<PackageConsent, 'planId' | 'onlyNew'>,
): Message | null {
  if (approved !== null) {
    const unplanned = findUnplanned(changes, approved).join(', ');
    return unplanned === '' ? null : msg`The packages would no longer change as approved: ${unplanned}.`;
  }
  if (planId !== null) return msg`The approved plan is no longer known.`;
  const moved = onlyNew ? findUnplanned(changes, { changes: [], isOpen: true }).join(', ') : '';
  return moved === '' ? null : msg`Installed packages would change, but only new ones were approved: ${moved}.`;
}

/** Holds what was found to what was agreed; what was found is known by its name from then on, so that it can be approved in its turn. Throws `plan-changed`. */
async function bindTo(
  changes: readonly ExactChange[],
  agreed: Parameters<typeof findDisagreement>[1],
  plans: ApprovedPlans,
): Promise<void> {
  const disagreement = findDisagreement(changes, agreed);
  if (disagreement === null) return;
  const planId = planIdOf(changes);
  await plans.note(planId, { changes, isOpen: false });
  throw new AppError('plan-changed', disagreement, {
    remedy: msg`Nothing was changed. Look at the plan again and approve it.`,
    details: { plan_id: planId },
  });
}

/** What the pack asks for in the form that the tool reads, its optional groups by themselves. */
async function readParts({ packName, plan, packDir, isWhole }: PlannedInstall): Promise<Candidate[]> {
  if (plan.wanted.length === 0) return [];
  const parts = splitByGroup(packName, plan);
  return Promise.all(
    parts.map(async (part) => ({
      ...part,
      isWhole,
      lines: await Promise.all(part.plan.wanted.map((requirement) => toLine(packDir, requirement))),
    })),
  );
}

async function readRequest(
  input: PlannedInstall,
  approved: ApprovedPlan | null,
): Promise<Omit<SolveRequest, 'policy'>> {
  const { packDir, leavingDirs = [], former = [], remove = [], freed = [], named = [] } = input;
  const bound = approved === null ? [] : linesOf(approved);
  const leaving = [packDir, ...leavingDirs];
  return {
    candidates: await readParts(input),
    leavingDirs: leaving,
    former,
    remove,
    freed,
    bound,
    named,
    scope: 'keep',
  };
}

/**
 * Resolves a pack's requirements with everybody else's, as they are now; null where the tool cannot say beforehand. Throws `requirements-conflict` when
 * there is no solution, `plan-changed` when it is another than was approved, `command-failed`, `cancelled`.
 */
export async function resolveInstall(
  input: PlannedInstall,
  { context, plans }: { context: SolveContext; plans: ApprovedPlans },
  job: JobContext,
): Promise<FoundInstall | null> {
  job.report({ phase: msg`Planning packages`, message: packMessage(input.packName) });
  const { consent } = input;
  const { planId } = consent;
  const approved = planId === null ? null : await plans.read(planId);
  const answered = planId === null ? null : plans.answered(planId);
  const policy = policyOf(consent, context.settings);
  const request = { ...(await readRequest(input, approved)), policy, answered };
  const bound = await solve(request, context);
  // What was approved is not to be had any more: what is instead is told, or why there is nothing.
  const isGone = bound.kind === 'unsolvable' && request.bound.length > 0;
  const solution = isGone ? await solve({ ...request, bound: [] }, context) : bound;
  if (solution.kind === 'untold') return null;
  if (solution.kind === 'unsolvable') throw await refuseInstall(input, solution, { context, policy });
  const changes = changesOf(solution, request, context);
  await bindTo(changes, { approved, ...consent }, plans);
  for (const { name, version } of solution.remaining)
    job.log(`${[name, version].join(' ')} is left alone: only metadata of torch asks for it.`);
  const onlyAdds = solution.remaining.length === 0 && changes.every(({ from }) => from === null);
  return { before: versionsOf(context.distributions), changes, onlyAdds, options: optionsOf(solution) };
}
