import type { PackTaskKind } from '../../../src/contract/tasks/tasks';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { listPackKinds } from '../../state/packs/pack-task';

/** What can be ordered for many packs at once, in the order of the bar. */
export const selectionKinds = ['update', 'enable', 'disable', 'install', 'uninstall'] as const;
export type SelectionKind = (typeof selectionKinds)[number];

/** The packs of a selection that each order applies to; kinds that apply to none are left out. */
export type SelectionCommands = ReadonlyMap<SelectionKind, readonly PackRecord[]>;

function isBusy(activity: PackActivity | undefined): boolean {
  return activity !== undefined && activity.phase !== 'failed';
}

/** Sorts a selection by what can be done: packs the queue is busy with have had their order. */
export function sortCommands(
  records: readonly PackRecord[],
  activities: ReadonlyMap<string, PackActivity>,
): SelectionCommands {
  const orders = new Map<SelectionKind, PackRecord[]>();
  for (const record of records) {
    if (isBusy(activities.get(record.key))) continue;
    const kinds: readonly PackTaskKind[] = listPackKinds(record);
    for (const kind of selectionKinds) {
      if (!kinds.includes(kind)) continue;
      const known = orders.get(kind);
      if (known) known.push(record);
      else orders.set(kind, [record]);
    }
  }
  return new Map(selectionKinds.flatMap((kind) => (orders.has(kind) ? [[kind, orders.get(kind) ?? []]] : [])));
}

/** Above this many packs it is asked about first: a key too many selects the whole catalogue, or all that is installed. */
const unasked = 10;

/** Whether an order is asked about before it is given, because packs come or go and are many. */
export function needsQuestion(kind: SelectionKind, count: number): boolean {
  return (kind === 'uninstall' || kind === 'install') && count > unasked;
}

/** The packs of a selection that can be held at their version, and those that are. */
export function sortHolds(records: readonly PackRecord[]): { free: PackRecord[]; held: PackRecord[] } {
  const holdable = records.filter(({ local }) => local?.source === 'registry' || local?.source === 'git');
  return {
    free: holdable.filter(({ local }) => local?.hold === undefined),
    held: holdable.filter(({ local }) => local?.hold !== undefined),
  };
}
