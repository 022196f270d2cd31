import type { AppUpdatesView, AppVersionNotes, UpdateHindrance } from '../../src/contract/app/updates';
import { createSerial } from '../../src/base/async/serial';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import { nextCheckMs } from './decisions';
import { createUpdateState } from './update-state';
import { createUpdateSteps, type UpdateStepsOptions } from './update-steps';

export interface UpdateServiceOptions extends UpdateStepsOptions {
  /** Ends the app; `exchange` is the last thing that is done. */
  leave: (exchange: () => Promise<void>) => void;
}

export interface UpdateService {
  read: () => Promise<AppUpdatesView>;
  check: () => Promise<AppUpdatesView>;
  download: () => Promise<AppUpdatesView>;
  install: () => Promise<AppUpdatesView>;
  dismissNews: () => Promise<AppUpdatesView>;
  /** Looks by itself if it is time, and goes on with what waited. */
  goOn: () => void;
  /** Work has begun or ended: tells it, and goes on with what waited; `mayCheck`: checks by itself too, if it is time. */
  noteWork: (mayCheck: boolean) => void;
  /** What is to be done when a person quits, as the last thing; null: nothing. */
  atQuit: () => (() => Promise<void>) | null;
}

/** How far this app is on its way to a newer version. The decisions are in decisions.ts; what happens outside is handed in. */
export function createUpdateService(options: UpdateServiceOptions): UpdateService {
  const { settings, memory, hindrance } = options;
  const state = createUpdateState(options);
  const steps = createUpdateSteps(state, options);
  const inTurn = createSerial();

  async function checkByItself(): Promise<void> {
    const isTime = nextCheckMs(memory.read().lookedMs, Date.now()) === 0;
    if (isTime && hindrance() === null && settings['updates.check']) await steps.find();
    const { step, problem } = state.now();
    const isWanted = step === 'waiting' || (step === 'available' && problem === null && settings['updates.download']);
    if (isWanted) await steps.fetch();
  }

  const exchange = (offered: AppVersionNotes | null, isRestart: boolean) => async (): Promise<void> => {
    memory.change({ installing: offered });
    const updater = await steps.updater();
    await updater.exchange(isRestart);
  };
  const goOn = () => void inTurn(checkByItself).then(state.announceNow);

  return {
    ...{ read: state.read, goOn },
    check: () => inTurn(steps.find).then(state.read),
    download: () => {
      void inTurn(steps.fetch);
      return state.read();
    },
    async install() {
      const { step, offered } = state.now();
      refuseWhile(step, hindrance());
      const view = await state.move({ step: 'installing' });
      options.leave(exchange(offered, true));
      return view;
    },
    dismissNews: () => {
      memory.change({ news: null });
      return state.announceNow();
    },
    noteWork: (mayCheck) => {
      if (mayCheck || state.now().step === 'waiting') goOn();
      else void state.announceNow();
    },
    atQuit: () => {
      const { step, offered } = state.now();
      const isWanted = step === 'ready' && settings['updates.atQuit'] && hindrance() === null;
      return isWanted ? exchange(offered, false) : null;
    },
  };
}

function refuseWhile(step: AppUpdatesView['step'], waitsFor: UpdateHindrance | null): void {
  if (step !== 'ready') {
    throw new AppError('update-refused', msg`There is no downloaded version to install.`, {
      remedy: msg`Download it first.`,
    });
  }
  if (waitsFor === null) return;
  const what = waitsFor === 'queue' ? 'tasks are under way' : 'a ComfyUI that this app started is running';
  throw new AppError('update-refused', msg`The new version was not installed, because ${what}.`, {
    remedy: waitsFor === 'queue' ? msg`Try again when the queue is done.` : msg`Stop ComfyUI, then try again.`,
  });
}
