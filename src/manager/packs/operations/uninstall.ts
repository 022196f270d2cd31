import { stopIfCancelled } from '../../../base/async/job';
import { done } from '../../../contract/tasks/task-outcome';
import { msg, packMessage } from '../../../contract/text/message';
import type { UninstallParams } from '../../../contract/packs/pack-params';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { findCopies } from '../inventory/find-copies';
import { groupsKeyOf, groupsKeyOfId } from '../../python/requirements/optional-groups';
import { notInstalled, refuseProtected, type PackContext, type PackRun } from '../change/pack-run';

/** Removes every copy of a pack, enabled and disabled. Of a linked folder only the link goes. Absent is `pack-not-installed`. */
export async function uninstallPack(context: PackContext, params: UninstallParams, run: PackRun): Promise<TaskOutcome> {
  run.authorise('uninstall');
  const copies = await context.find((all) => findCopies(all, params.node_name));
  const [first] = copies;
  if (first === undefined) throw notInstalled(params.node_name);
  refuseProtected([params.node_name, ...copies.flatMap((copy) => [copy.name, copy.registryId])]);
  stopIfCancelled(run.job);
  run.job.report({ phase: msg`Removing`, message: packMessage(first.key) });
  const moves = copies.map((copy) => ({ from: copy.dir, to: context.swap.trashPlace(copy.name) }));
  const origins = { forget: copies.map((copy) => copy.name) };
  const ids = copies.flatMap(({ registryId }) => (registryId === null ? [] : [groupsKeyOfId(registryId)]));
  const groups = { forget: [...copies.map((copy) => groupsKeyOf(copy.originName)), ...ids] };
  await (await context.swap.apply(moves, { task: run.task, origins, groups })).close();
  if (copies.length === 1) return done(msg`Uninstalled "${packMessage(first.key)}". Python packages stay.`);
  return done(msg`Uninstalled "${packMessage(first.key)}" (${copies.length} copies). Python packages stay.`);
}
