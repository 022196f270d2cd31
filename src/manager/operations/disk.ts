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
  const list = async (context: CallContext) =>
    (await disk.leftovers(await isBusy(context))).map((item) =>
      item.kind === 'trash' ? { ...item, change: trash.changeOf(item.path) } : item,
    );
  return {
    'disk.usage': ({ mode }) => disk.usage(mode),
    'disk.stop': () => {
      disk.stop();
      return Promise.resolve({});
    },
    'disk.leftovers': async (_input, context) => ({ items: await list(context) }),
    'disk.clean': async ({ ids }, context) => {
      const before = await list(context);
      const cleaned = await disk.clean(ids, await isBusy(context));
      const failed = new Set(cleaned.failed.map(({ id }) => id));
      const gone = before.filter(({ id, kind }) => kind === 'trash' && ids.includes(id) && !failed.has(id));
      await trash.forget(gone.map(({ path }) => path));
      return cleaned;
    },
  };
}
