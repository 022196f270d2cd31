import { join } from 'node:path';
import { spell } from '../src/contract/text/said';
import { app } from 'electron';
import { createEmitter } from '../src/base/async/emitter';
import { createFileLogger, type Logger } from '../src/base/log';
import type { AppEvent } from '../src/contract/events';
import type { Arguments, Environment, SecondStart } from './startup/arguments';
import { begin } from './begin';
import { composeWorkspace } from './compose-workspace';
import type { EarlyWindow } from './window/early-window';
import { createLifecycle, type Lifecycle } from './quit/lifecycle';
import { connectQuitTriggers } from './quit/quit-triggers';
import { createShellContext } from './shell/shell-context';
import { createGiven } from './operations/given';
import { createPersonal, openPersonalApiToken, openPersonalSecrets } from './operations/settings-personal';
import { keepDataStamp } from './store/data-stamp';
import { putProfileInOrder } from './store/profile-files';
import { createStateStore } from './store/state-store';
import { resolveSettings } from './store/stored-state';
import { composeUpdates } from './updates/compose-updates';
import { createEnding } from './updates/ending';
import { createMainWindow } from './window/window';
import { composeShell } from './compose-shell';

/** The running app, as `main.ts` needs it. */
export interface Shell {
  log: Logger;
  /** A second start: shows the window, opens the folder when one was named, and starts ComfyUI when that was asked for. */
  activate(second: SecondStart): void;
}

/** What fails because the end came during the start is no failure of the start: its promise never settles, and the process ends meanwhile. */
function unlessEnding<T>(lifecycle: Lifecycle, starting: Promise<T>): Promise<T> {
  return starting.catch((error: unknown) => {
    if (lifecycle.isEnding()) return new Promise<never>(() => undefined);
    throw error;
  });
}

/** Builds the app, part by part; each is given what it needs by name. What must be closed is handed to the lifecycle when it is born. */
export async function compose(asked: Arguments, environment: Environment, early: EarlyWindow): Promise<Shell> {
  const told = await putProfileInOrder(app.getPath('userData'));
  await keepDataStamp(app.getPath('userData'), app.getVersion(), (sentence) => void told.push(sentence));
  const log = createFileLogger(join(app.getPath('userData'), 'logs', 'main.log'));
  const ending = createEnding(
    (code) => app.exit(Number(process.exitCode ?? code)),
    (error) => log.error('What was to be done last failed.', { error: String(error) }),
  );
  const lifecycle = createLifecycle({ log, exit: ending.exit });
  lifecycle.addCloser('log', () => log.close());
  for (const sentence of told) log.warn(spell(sentence));
  const store = createStateStore();
  const settings = resolveSettings(store.read().overrides, asked.overrides);
  const secrets = await openPersonalSecrets(log);
  const apiToken = await openPersonalApiToken();
  const events = createEmitter<AppEvent>((error) => log.error('An event listener failed.', { error: String(error) }));
  const { workspace, folderStore, setup } = composeWorkspace({
    ...{ asked, environment, store, events, log, settings, secrets, apiToken, told },
  });
  lifecycle.addCloser('ComfyUI folders', () => workspace.closeAll());
  lifecycle.addCloser('installing ComfyUI', setup.close);
  const window = createMainWindow({ store, early, log });
  const context = createShellContext({ store, environment, events, log });
  const personal = createPersonal({ store, settings, asked, secrets, apiToken, workspace });
  const given = createGiven(events);
  given.offer(asked.given);
  const appUpdates = composeUpdates({
    ...{ environment, asked, store, settings, workspace, events, lifecycle, ending, log },
  });
  const { folders, onSettled } = composeShell({
    ...{ environment, log, lifecycle, store, context, workspace, folderStore, early, personal, window, appUpdates },
    ...{ given, setup },
  });
  appUpdates.follow();
  connectQuitTriggers(lifecycle, environment.hasParentPipe);
  await unlessEnding(lifecycle, window.load());
  const { lastFolder } = store.read();
  const beginning = begin({
    ...{ asked, workspace, folders, lifecycle, lastFolder, onSettled, settings, apiToken, events, setup, log },
  });
  const { follow } = await unlessEnding(lifecycle, beginning);
  early.follow(() => workspace.installation()?.rootDir ?? null);
  return {
    log,
    activate: (second) => {
      // This start at login met an app that is open already, and nobody asked to see its window.
      if (!second.isHidden) window.reveal();
      given.offer(second.given);
      void follow(second);
    },
  };
}
