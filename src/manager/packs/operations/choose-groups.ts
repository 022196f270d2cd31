import { done } from '../../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { msg, packMessage } from '../../../contract/text/message';
import { guardPackages, stillUnmet } from '../change/deliver';
import { orRollBack } from '../change/or-roll-back';
import type { PackContext, PackRun } from '../change/pack-run';
import { unknownGroup } from '../../python/requirements/optional-groups';
import { settleGroups } from '../change/settle-groups';
import type { PackCopy } from '../inventory/inventory';

/** Whether a task says which optional groups are wanted, be it none. */
export function namesGroups({
  optional_groups: groups,
}: {
  optional_groups?: readonly string[] | null | undefined;
}): boolean {
  return Array.isArray(groups);
}

/**
 * Chooses the optional groups of a pack that is installed: what they ask for is installed with everybody else's in one resolve, and the choice is written down
 * with it, or neither. Packages of groups that are not chosen any more stay. Throws what an installation of requirements throws, and `invalid-input` for
 * a group that the pack does not have.
 */
export async function chooseGroups(context: PackContext, copy: PackCopy, run: PackRun): Promise<TaskOutcome> {
  const [first] = run.consent?.groups ?? [];
  if (copy.source === 'file' && first !== undefined) throw unknownGroup(copy.key, first, []);
  const about = { dir: copy.dir, folder: copy.originName, packName: copy.key, isThere: true };
  const choice = await settleGroups(context, about, run);
  const input = { packDir: copy.dir, packName: copy.key, consent: run.consent, groups: choice.names };
  await guardPackages(context, { what: copy.key, job: run.job }, async ({ commit }) => {
    if (copy.enabled) await context.python.installRequirements(input, run.job);
    const change = await context.swap.apply([], { task: run.task, groups: choice.change });
    await orRollBack({ rollBack: change.rollBack, log: context.log }, async () => {
      const unmet = copy.enabled ? await context.python.checkRequirements(input, run.job.signal) : [];
      if (unmet.length > 0) throw stillUnmet(copy.key, unmet);
      await change.close(await commit(change.id));
    });
  });
  if (choice.names.length === 0)
    return done(msg`No optional group of "${packMessage(copy.key)}" is chosen now. Python packages stay.`);
  return done(msg`Chosen for "${packMessage(copy.key)}": ${choice.names.join(', ')}.`);
}
