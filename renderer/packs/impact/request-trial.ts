import { requestTask } from '../../state/queue/actions';
import { createTask } from '../../state/queue/create-task';

/** Has the updates of installed packs, by their keys, tried in a staged copy; the review of updates shows how it goes. */
export async function requestTrial(packs: string[]): Promise<void> {
  await requestTask(createTask('rehearse-updates', { packs }));
}
