import type { OperationsOf } from '../../contract/operations';
import type { Areas } from '../areas';
import { orderOwnTask, type OrderingQueue } from './order-own-task';

/** Snapshots: all but the way back needs no task. */
export function createSnapshotOperations(
  { snapshots }: Pick<Areas, 'snapshots'>,
  queue: OrderingQueue,
): OperationsOf<'snapshots'> {
  return {
    'snapshots.list': async () => ({ items: await snapshots.list() }),
    'snapshots.overview': () => snapshots.overview(),
    'snapshots.contents': async ({ target }) => ({ target, things: await snapshots.contents(target) }),
    'snapshots.current': () => snapshots.current(),
    'snapshots.save': async ({ name }) => ({ name: await snapshots.save(name) }),
    'snapshots.remove': async ({ target }) => {
      await snapshots.remove(target);
      return {};
    },
    'snapshots.plan': ({ target, exact }) => snapshots.plan(target, { exact: exact ?? false }),
    'snapshots.compare': async ({ from, to }) => ({ changes: await snapshots.compare(from, to) }),
    'snapshots.read': async ({ target }) => ({ document: await snapshots.read(target) }),
    'snapshots.import': async ({ name, document }) => ({ name: await snapshots.importDocument(name, document) }),
    'snapshots.restore': async ({ target, exact, client_id = 'desktop' }, context) => {
      await snapshots.check(target);
      const uiId = `restore_${target}_${Date.now().toString(36)}`.slice(-200);
      const params = { target, exact: exact ?? false };
      return orderOwnTask(queue, { ui_id: uiId, client_id, kind: 'restore-snapshot', params }, context);
    },
  };
}
