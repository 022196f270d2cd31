import type { CallContext, ManagerOperations } from '../contract/operations';
import type { QueueOperations } from './queue/operations';
import type { Rooms } from './rooms';

type DiskOperations = Pick<
  ManagerOperations,
  'changes.list' | 'changes.of' | 'disk.usage' | 'disk.stop' | 'disk.leftovers' | 'disk.clean'
>;

/** What changed on disk, what lies there, and what of ours can go. */
export function createDiskOperations(
  { changes, disk }: Pick<Rooms, 'changes' | 'disk'>,
  queue: QueueOperations,
): DiskOperations {
  const isBusy = async (context: CallContext): Promise<boolean> =>
    (await queue['queue.status']({}, context)).is_processing;
  return {
    'changes.list': async ({ limit }) => ({ batches: await changes.list(limit) }),
    'changes.of': ({ batch_id: batchId }) => changes.of(batchId),
    'disk.usage': ({ mode }) => disk.usage(mode),
    'disk.stop': () => {
      disk.stop();
      return Promise.resolve({});
    },
    'disk.leftovers': async (_input, context) => ({ items: await disk.leftovers(await isBusy(context)) }),
    'disk.clean': async ({ ids }, context) => disk.clean(ids, await isBusy(context)),
  };
}
