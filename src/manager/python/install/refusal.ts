import type { WayOut } from '../../../contract/python/package-plan';
import type { RequirementPolicy } from '../../../contract/settings';
import { AppError } from '../../../contract/errors';
import { say, sayPack } from '../../../contract/text/said';
import { explainInstallFailure } from '../environment/install-failure';
import { explainUnsolvable, findWaysOut, saySides, type Explained } from '../plan/explain-conflict';
import { guardName, type Solution, type SolveContext } from '../plan/solve';
import { remedyOf } from '../plan/ways-out';
import type { PlannedInstall } from './planned-install';

function conflictOfAll(packName: string, { conflict }: Explained, waysOut: readonly WayOut[]): AppError {
  const sides = saySides(conflict.sides);
  return new AppError(
    'requirements-conflict',
    say`The requirements of "${sayPack(packName)}" cannot be met together with what is there: ${sides}.`,
    {
      remedy: remedyOf(waysOut),
      details: { package: conflict.package, conflict, waysOut },
    },
  );
}

/** What the requirement policy keeps back. */
function refusedByPolicy(
  packName: string,
  { conflict }: Explained,
  { waysOut, policy }: { waysOut: readonly WayOut[]; policy: RequirementPolicy },
): AppError {
  const sides = saySides(conflict.sides);
  const message =
    policy === 'only-new'
      ? say`"${sayPack(packName)}" would change packages that are installed, and the settings allow only new ones: ${sides}.`
      : say`"${sayPack(packName)}" would make packages older that are installed, which the settings do not allow: ${sides}.`;
  return new AppError('requirements-conflict', message, {
    remedy: remedyOf(waysOut),
    details: { package: conflict.package, conflict, waysOut, policy },
  });
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
  if (smallest.some(({ kind }) => kind === 'policy')) return refusedByPolicy(packName, found, { waysOut, policy });
  const isAlone = smallest.every(({ kind, name }) => kind === 'candidate' || name === guardName);
  if (!isAlone) return conflictOfAll(packName, found, waysOut);
  const told = explainInstallFailure({ packName, output, protectedLines: plan.constraints });
  const { words, code, details } = told;
  const remedy = waysOut.length > 0 ? remedyOf(waysOut) : words.remedy;
  return new AppError(code, words.message, { remedy, details: { ...details, conflict, waysOut } });
}

/** What cannot live together in one environment makes none. */
export async function refuseEnvironment(solution: Unsolvable, context: SolveContext): Promise<AppError> {
  const { conflict } = await explainUnsolvable(solution, solution.output, context);
  const sides = saySides(conflict.sides);
  return new AppError('requirements-conflict', say`No environment can meet all of these together: ${sides}.`, {
    remedy: say`Nothing was changed. Disable one of them, or choose another version of Python, and try again.`,
    details: { conflict, package: conflict.package },
  });
}
