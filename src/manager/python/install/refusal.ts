import type { RequirementPolicy } from '../../../contract/settings';
import { AppError } from '../../../contract/errors';
import { msg, packMessage, type Message } from '../../../contract/text/message';
import { explainInstallFailure } from '../environment/install-failure';
import { explainUnsolvable, findWaysOut, describeSides } from '../plan/explain-conflict';
import { guardName, type SolveContext } from '../plan/question';
import type { Solution } from '../plan/solve';
import { remedyOf } from '../plan/ways-out';
import type { PlannedInstall } from './planned-install';

/** What stands in the way of a pack, in words: others, or the requirement policy (null: it does not). */
function describeConflict(packName: string, reported: Message, policy: RequirementPolicy | null): Message {
  if (policy === null)
    return msg`The requirements of "${packMessage(packName)}" cannot be met together with what is installed: ${reported}.`;
  return policy === 'only-new'
    ? msg`"${packMessage(packName)}" would change installed packages, but the settings allow only new ones: ${reported}.`
    : msg`"${packMessage(packName)}" would downgrade installed packages, which the settings do not allow: ${reported}.`;
}

type Unsolvable = Extract<Solution, { kind: 'unsolvable' }>;

/** The refusal for requirements that have no solution, with the smallest set that has none and what would help. Throws `cancelled`, `command-failed`. */
export async function refuseInstall(
  { packName, plan }: Pick<PlannedInstall, 'packName' | 'plan'>,
  solution: Unsolvable,
  { context, policy }: { context: SolveContext; policy: RequirementPolicy },
): Promise<AppError> {
  const found = await explainUnsolvable(solution, solution.output, context);
  const { smallest, conflict, output } = found;
  const waysOut = await findWaysOut(solution, found, context);
  const isByPolicy = smallest.some(({ kind }) => kind === 'policy');
  const isAlone = smallest.every(({ kind, name }) => kind === 'candidate' || name === guardName);
  if (isByPolicy || !isAlone) {
    const details = { package: conflict.package, conflict, waysOut, ...(isByPolicy ? { policy } : {}) };
    const shortCause = describeSides(conflict.sides);
    const message = describeConflict(packName, shortCause, isByPolicy ? policy : null);
    return new AppError('requirements-conflict', message, { remedy: remedyOf(waysOut), shortCause, details });
  }
  const reported = explainInstallFailure({ packName, output, protectedLines: plan.constraints });
  const { words, code, details } = reported;
  const remedy = waysOut.length > 0 ? remedyOf(waysOut) : words.remedy;
  const { shortCause } = words;
  return new AppError(code, words.message, { remedy, shortCause, details: { ...details, conflict, waysOut } });
}

/** What cannot live together in one environment makes none. */
export async function refuseEnvironment(solution: Unsolvable, context: SolveContext): Promise<AppError> {
  const { conflict } = await explainUnsolvable(solution, solution.output, context);
  const sides = describeSides(conflict.sides);
  return new AppError('requirements-conflict', msg`No environment can meet all of these together: ${sides}.`, {
    remedy: msg`Nothing was changed. Disable one of them, or choose another version of Python, and try again.`,
    shortCause: sides,
    details: { conflict, package: conflict.package },
  });
}
