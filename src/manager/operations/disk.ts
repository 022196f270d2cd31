import type { CallContext, OperationsOf } from '../../contract/operations';
import type { QueueOperations } from '../queue/operations';
import type { Areas } from '../areas';

/** What lies on disk, and what of ours can go. */
export function createDiskOperations(
  { disk, trash }: Pick<Areas, 'disk' | 'trash'>,
  queue: Pick<QueueOperations, 'queue.status'>,
): OperationsOf<'disk'> {
  const isBusy = async (context: CallContext): Promise<boolean> =>
    (await queue['queue.status']({}, context)).is_processing;
  return {
    'disk.usage': ({ mode }, { signal }) => disk.usage(mode, signal),
    'disk.caches': async (_nothing, { signal }) => ({ caches: await disk.caches(signal) }),
    'disk.leftovers': async (_input, context) => {
      const found = await disk.leftovers(await isBusy(context));
      const items = found.map((item) =>
        item.kind === 'trash' ? { ...item, change: trash.changeOf(item.path) } : item,
      );
      return { items };
    },
    'disk.clean': async ({ ids }, context) => {
      const { trashPlaces, ...cleaned } = await disk.clean(ids, await isBusy(context));
      await trash.forget(trashPlaces);
      return cleaned;
    },
  };
}
