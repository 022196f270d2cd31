import { toAppError } from '../../../src/contract/errors';
import { call } from '../../bridge';
import { readGeneration } from '../installation/generation';
import { acceptQueueView, useQueue } from './queue-store';

/** Reads the queue as it is now. Why it could not be read is kept for the place that shows it. */
export async function loadQueue(): Promise<void> {
  const generation = readGeneration();
  try {
    const view = await call('queue.view', {});
    if (generation === readGeneration()) acceptQueueView(view);
  } catch (thrown) {
    if (generation === readGeneration()) useQueue.setState({ viewError: toAppError(thrown) });
  }
}
