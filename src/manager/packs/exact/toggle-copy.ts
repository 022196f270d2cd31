import { stopIfCancelled } from '../../../base/async/job';
import { msg, packMessage } from '../../../contract/text/message';
import { orRollBack } from '../change/or-roll-back';
import { refuseProtected, type PackContext, type PackRun } from '../change/pack-run';
import type { PackCopy } from '../inventory/inventory';
import { planDisplacement, planEnable } from '../operations/toggle';

/** Enables or disables one copy. Nothing of what it asks for is looked at: whoever restores brings the packages back as well. */
export async function toggleCopy(
  context: PackContext,
  { copy, isEnabled }: { copy: PackCopy; isEnabled: boolean },
  run: PackRun,
): Promise<void> {
  if (copy.enabled === isEnabled) return;
  run.authorise(isEnabled ? 'enable' : 'disable');
  refuseProtected([copy.name, copy.registryId]);
  const { moves, origins } = isEnabled ? await planEnable(context, copy, []) : await planDisplacement(context, [copy]);
  stopIfCancelled(run.job);
  run.job.report({ phase: isEnabled ? msg`Enabling` : msg`Disabling`, message: packMessage(copy.originName) });
  const change = await context.swap.apply(moves, { task: run.task, origins });
  await orRollBack({ rollBack: change.rollBack, log: context.log }, () => change.close());
}
