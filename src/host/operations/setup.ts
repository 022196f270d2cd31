import { AppError, fromErrorBody } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { OperationsOf } from '../../contract/operations';
import type { SetupCheck, SetupChoice, SetupOffer, SetupView } from '../../contract/operations/setup';

/** What installs ComfyUI from nothing, as the shell needs it. */
export interface SetupCore {
  offer: () => Promise<SetupOffer>;
  check: (choice: SetupChoice) => Promise<SetupCheck>;
  view: () => Promise<SetupView>;
  begin: (choice: SetupChoice) => Promise<SetupView>;
  resume: () => Promise<SetupView>;
  cancel: () => Promise<SetupView>;
  whenEnded: () => Promise<SetupView>;
  close: () => Promise<void>;
}

/** Installing ComfyUI, for the window and for the command line. */
export interface SetupService {
  operations: OperationsOf<'setup'>;
  /** Installs and waits for it; goes on with an unfinished one of the same folder. Throws why it failed. */
  install: (choice: SetupChoice) => Promise<void>;
  close: () => Promise<void>;
}

/** Makes the service. What does the work is loaded when it is first asked for. */
export function createSetupService(load: () => Promise<SetupCore>): SetupService {
  let loading: Promise<SetupCore> | null = null;
  const core = () => (loading ??= load());
  return {
    operations: {
      'setup.offer': async () => (await core()).offer(),
      'setup.check': async (choice) => (await core()).check(choice),
      'setup.view': async () => (await core()).view(),
      'setup.begin': async (choice) => (await core()).begin(choice),
      'setup.resume': async () => (await core()).resume(),
      'setup.cancel': async () => (await core()).cancel(),
    },
    async install(choice) {
      const setup = await core();
      const { folder } = await setup.check(choice);
      const now = await setup.view();
      const isUnfinished = now.folder === folder && (now.phase === 'stopped' || now.phase === 'failed');
      await (isUnfinished ? setup.resume() : setup.begin(choice));
      const { phase, failure } = await setup.whenEnded();
      if (failure !== null) throw fromErrorBody(failure);
      if (phase !== 'done') throw new AppError('cancelled', msg`The installation of ComfyUI was cancelled.`);
    },
    async close() {
      const setup = await loading;
      await setup?.close();
    },
  };
}
