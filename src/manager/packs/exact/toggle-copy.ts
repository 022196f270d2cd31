import { stopIfCancelled } from '../../../base/async/job';
import { say, sayPack, type Said } from '../../../contract/text/said';
import { guardPackages, type GuardedPackages } from '../change/deliver';
import { orRollBack } from '../change/or-roll-back';
import { refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import { settleGroups, type GroupChoice } from '../change/settle-groups';
import type { PackCopy } from '../inventory/inventory';
import { planDisplacement, planEnable, type Displacement } from '../operations/toggle';
import { noConsent } from '../../python/consent';

/** How a copy is to be. */
export interface WantedState {
  isEnabled: boolean;
  /** Optional groups that are to be chosen; null: those that are chosen stay. */
  groups: readonly string[] | null;
}

/** The choice that comes with it; null where none does. A group that is not there fails what chooses groups alone, and nothing else. */
async function choose(
  context: PackContext,
  { copy, wanted: { isEnabled, groups } }: { copy: PackCopy; wanted: WantedState },
  run: PackRun,
): Promise<GroupChoice | null> {
  if (groups === null) return null;
  const about = { dir: copy.dir, folder: copy.originName, packName: copy.key, isThere: true, recorded: groups };
  const isAlone = copy.enabled === isEnabled;
  const { consent = noConsent } = run;
  return settleGroups(context, about, isAlone ? { ...run, consent: { ...consent, groups } } : run);
}

/** What it takes to move the copy; null where it stays. */
async function planMoves(
  context: PackContext,
  { copy, wanted: { isEnabled } }: { copy: PackCopy; wanted: WantedState },
): Promise<Displacement | null> {
  if (copy.enabled === isEnabled) return null;
  return isEnabled ? planEnable(context, copy, []) : planDisplacement(context, [copy]);
}

/** Asks the policy; a choice brings what the pack itself asks for, as an update of it does. */
function authorise({ copy, wanted }: { copy: PackCopy; wanted: WantedState }, run: PackRun): void {
  if (copy.enabled !== wanted.isEnabled) run.authorise(wanted.isEnabled ? 'enable' : 'disable');
  if (wanted.groups !== null) run.authorise('update');
}

function phaseOf({ copy, wanted: { isEnabled } }: { copy: PackCopy; wanted: WantedState }): Said {
  if (copy.enabled === isEnabled) return say`Choosing optional groups`;
  return isEnabled ? say`Enabling` : say`Disabling`;
}

/**
 * Enables or disables one copy and chooses its optional groups, as one change: what they ask for is installed in one resolve with everybody else's, or nothing
 * is changed. Nothing else of what the copy asks for is looked at: whoever restores brings the packages back as well. Throws what an installation of
 * requirements throws.
 */
export async function toggleCopy(
  context: PackContext,
  input: { copy: PackCopy; wanted: WantedState },
  run: PackRun,
): Promise<void> {
  const { copy, wanted } = input;
  if (copy.enabled === wanted.isEnabled && wanted.groups === null) return;
  authorise(input, run);
  refuseProtected([copy.name, copy.registryId]);
  const plan = await planMoves(context, input);
  const choice = await choose(context, input, run);
  stopIfCancelled(run.job);
  run.job.report({ phase: phaseOf(input), message: sayPack(copy.originName) });
  const about = { task: run.task, origins: plan?.origins, groups: choice?.change };
  const work = async (guarded: GuardedPackages | null) => {
    const required = { packDir: copy.dir, packName: copy.key, groups: choice?.names };
    if (guarded !== null) await context.python.installRequirements(required, run.job);
    const change = await context.swap.apply(plan?.moves ?? [], about);
    await orRollBack({ rollBack: change.rollBack, log: context.log }, async () => {
      await change.close(await guarded?.commit(change.id));
    });
  };
  const withPython = wanted.isEnabled && choice !== null && choice.names.length > 0;
  await (withPython ? guardPackages(context, { what: copy.key, job: run.job }, work) : work(null));
}
