import { beginErrand } from '../../../bridge';
import { orderTasks } from '../../queue/order-tasks';
import { beginSubmits, endSubmits } from '../../queue/queue-store';
import type { ListRow } from './pack-list-file';
import { settlePlan } from '../plan/package-plan';
import { createPackTask } from '../pack-task';

/** The version to ask for: a commit is none that can be chosen for a pack of the registry, whose newest state in git is meant then. */
function versionOf({ entry: { version }, record }: ListRow): string | undefined {
  if (version === null) return undefined;
  return record?.registryId !== null && /^[0-9a-f]{7,40}$/iu.test(version) ? 'nightly' : version;
}

/** Installs packs of a list as one batch. `isAsListed`: at the versions it names, else at their newest. */
export async function requestList(rows: readonly ListRow[], isAsListed: boolean): Promise<void> {
  const errand = beginErrand();
  const known = rows.flatMap((row) => (row.record === null ? [] : [{ row, record: row.record }]));
  const keys = known.map(({ record }) => record.key);
  beginSubmits(keys);
  const tasks = known.map(({ row, record }) => {
    const version = isAsListed ? versionOf(row) : undefined;
    const request = version === undefined ? { kind: 'install' as const } : { kind: 'install' as const, version };
    return createPackTask(record, request, crypto.randomUUID());
  });
  const planned = await settlePlan(tasks, errand.call);
  const refused = planned === null ? {} : ((await orderTasks(planned, { by: errand.call })) ?? {});
  const refusals = known.flatMap(({ record }, index) => {
    const error = refused[tasks[index]?.ui_id ?? ''];
    return error ? [[record.key, { kind: 'install' as const, error }] as const] : [];
  });
  endSubmits(keys, errand.isShown() ? Object.fromEntries(refusals) : {});
}
