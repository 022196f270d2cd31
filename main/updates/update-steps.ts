import type { Logger } from '../../src/base/log';
import { toAppError, toWordedBody } from '../../src/contract/errors';
import { isForUs } from './decisions';
import type { Moving, UpdateState, UpdateStateOptions } from './update-state';
import type { Updater } from './updater';

export interface UpdateStepsOptions extends UpdateStateOptions {
  /** Loads what talks to the feed; called when it is first needed. */
  loadUpdater: () => Promise<Updater>;
  log: Logger;
}

/** The steps that ask the feed; one at a time. What fails is told in the view, and the step before counts again. */
export interface UpdateSteps {
  find: () => Promise<void>;
  fetch: () => Promise<void>;
  updater: () => Promise<Updater>;
}

const underWay: ReadonlySet<Moving['step']> = new Set(['checking', 'downloading', 'waiting', 'ready', 'installing']);

/** Makes the steps on a state. */
export function createUpdateSteps(state: UpdateState, options: UpdateStepsOptions): UpdateSteps {
  const { current, settings, memory, hindrance, log } = options;
  let loaded: Promise<Updater> | null = null;
  const updater = () => (loaded ??= options.loadUpdater());

  async function attempt(back: Moving['step'], work: (by: Updater) => Promise<void>): Promise<void> {
    try {
      await work(await updater());
    } catch (thrown) {
      const error = toAppError(thrown);
      log.warn('An update did not go on.', { message: error.message, cause: String(error.cause) });
      await state.move({ step: back, fraction: null, problem: toWordedBody(error) });
    }
  }

  return {
    updater,
    async find() {
      if ((await options.explainOff()) !== null || underWay.has(state.now().step)) return;
      await state.move({ step: 'checking', problem: null });
      memory.change({ lookedMs: Date.now() });
      await attempt('idle', async (by) => {
        const found = await by.find(settings);
        const isNewer = found !== null && isForUs(found.version, current, settings['updates.channel']);
        const checkedAt = new Date().toISOString();
        await state.move({ step: isNewer ? 'available' : 'current', offered: isNewer ? found : null, checkedAt });
      });
    },
    async fetch() {
      const { step } = state.now();
      if (step !== 'available' && step !== 'waiting') return;
      if (hindrance() !== null) {
        await state.move({ step: 'waiting', problem: null });
        return;
      }
      await state.move({ step: 'downloading', fraction: null, problem: null });
      await attempt('available', async (by) => {
        await by.download((fraction) => void state.move({ fraction: Math.floor(fraction * 100) / 100 }));
        await state.move({ step: 'ready', fraction: null });
      });
    },
  };
}
