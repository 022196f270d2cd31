import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmitter } from '../../base/async/emitter';
import type { AppEvent } from '../../contract/events';
import type { ManagerOperations } from '../../contract/operations';
import type { QueueTask } from '../../contract/tasks/tasks';
import type { Manager } from '../manager';
import { openCoreOffline } from './core-offline';
import { layOutPacks } from './used-installation';

/** For tests only: the core of a folder, and what a test lets happen in it. */
export interface TestCore extends Pick<Manager, 'operations' | 'onEvent' | 'close'> {
  /** Those of the core. A test may put others in their place. */
  operations: ManagerOperations;
  /** Tells of something that did not happen in the core. */
  emit(event: AppEvent): void;
  /** How many listen. */
  listenerCount(): number;
  /** What waits in the queue. */
  pending(): Promise<QueueTask[]>;
}

/** Opens the core of a folder, without a Python and without a network. */
export async function openTestCoreIn(root: string): Promise<TestCore> {
  const { operations: own, onEvent, close } = await openCoreOffline(root);
  const events = createEmitter<AppEvent>();
  onEvent(events.emit);
  const operations = { ...own };
  let listeners = 0;
  return {
    operations,
    emit: events.emit,
    onEvent(listener) {
      listeners += 1;
      const stop = events.on(listener);
      return () => {
        listeners -= 1;
        stop();
      };
    },
    listenerCount: () => listeners,
    pending: async () => (await own['queue.view']({}, { caller: 'person' })).pending,
    close,
  };
}

/** Opens the core of a folder of its own, which goes with it. One registry pack is there, `seed-pack` 1.0.0. */
export async function openTestCore(): Promise<TestCore> {
  const root = await mkdtemp(join(tmpdir(), 'core-'));
  await layOutPacks(root, ['seed-pack']);
  const core = await openTestCoreIn(root);
  return {
    ...core,
    async close() {
      await core.close();
      // A file that was being written when the core was closed may come yet.
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
