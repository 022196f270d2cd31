import { requestTask } from '../../state/queue/actions';
import { clientId } from '../../state/queue/client-id';

/** Has the updates of installed packs, by their keys, tried in a staged copy; the review of updates shows how it goes. */
export async function requestTrial(packs: string[]): Promise<void> {
  const task = {
    ui_id: crypto.randomUUID(),
    client_id: clientId,
    kind: 'rehearse-updates',
    params: { packs },
  } as const;
  await requestTask(task);
}
