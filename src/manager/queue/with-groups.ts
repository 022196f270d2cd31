import { AppError } from '../../contract/errors';
import { GroupName, splitPackGroups } from '../../contract/library/optional-groups';
import type { QueueTask } from '../../contract/tasks/tasks';
import { msg } from '../../contract/text/message';

/** Throws `invalid-input` for a name that no group can have. */
function judged(groups: readonly string[]): string[] {
  const wrong = groups.find((name) => !GroupName.safeParse(name).success);
  if (wrong === undefined) return [...groups];
  throw new AppError('invalid-input', msg`"${wrong}" cannot be the name of an optional group.`, {
    remedy: msg`Write the groups after the pack, as in pack[group,other].`,
  });
}

/** A task that names its pack as `pack[group]`, with the groups where they belong: whoever lists tasks by their pack finds it by its name. Pure. */
export function withGroups(task: QueueTask): QueueTask {
  if (task.kind !== 'install') return task;
  const { name, groups } = splitPackGroups(task.params.id);
  if (groups === null) return task;
  const all = [...new Set([...judged(groups), ...(task.params.optional_groups ?? [])])];
  return { ...task, params: { ...task.params, id: name, optional_groups: all } };
}
