import { app, safeStorage } from 'electron';
import type { Logger } from '../src/base/log';
import { openHost, type Host, type HostOptions } from '../src/host/host';
import { noteWindow } from '../src/host/store/window-note';
import type { Arguments, Environment, SecondStart } from './startup/arguments';
import { begin } from './begin';
import type { EarlyWindow } from './window/early-window';
import { createLifecycle, type Lifecycle } from './quit/lifecycle';
import { connectQuitTriggers } from './quit/quit-triggers';
import { createShellContext } from './shell/shell-context';
import { openStateStore } from './shell/state-store';
import { readStartCommand } from './shell/system-login-item';
import { createGiven } from './operations/given';
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

/** Opens what needs no window, with what only Electron knows. */
function openHostOfApp(
  args: Arguments,
  environment: Environment,
  given: Pick<HostOptions, 'settled' | 'isGiven'>,
): Promise<Host> {
  return openHost({
    profileDir: app.getPath('userData'),
    appVersion: app.getVersion(),
    openStore: openStateStore,
    places: () => ({
      homeDir: app.getPath('home'),
      appDataDir: app.getPath('appData'),
      documentsDir: app.getPath('documents'),
      desktopDir: app.getPath('desktop'),
      downloadsDir: app.getPath('downloads'),
      platform: process.platform,
    }),
    encryption: safeStorage,
    demo: { nodeProgram: environment.nodeProgram, projectDir: app.getAppPath() },
    run: args,
    ...given,
  });
}

/** Builds the app, part by part; each is given what it needs by name. What must be closed is handed to the lifecycle when it is born. */
export async function compose(args: Arguments, environment: Environment, early: EarlyWindow): Promise<Shell> {
  let onSettled: () => void = () => undefined;
  const settled = new Promise<void>((done) => (onSettled = done));
  const isGiven = (path: string) => early.channels.givenFiles.has(path);
  const host = await openHostOfApp(args, environment, { settled, isGiven });
  const { log, store, workspace, events } = host;
  const start = readStartCommand(environment.appImage);
  const noted = noteWindow(app.getPath('userData'), { pid: process.pid, ...start }, log);
  const ending = createEnding(
    (code) => app.exit(Number(process.exitCode ?? code)),
    (error) => log.error('What was to be done last failed.', { error: String(error) }),
  );
  const lifecycle = createLifecycle({ log, exit: ending.exit });
  lifecycle.addCloser('log', host.closeLog);
  lifecycle.addCloser('ComfyUI folders', () => workspace.closeAll());
  lifecycle.addCloser('installing ComfyUI', host.setup.close);
  const window = createMainWindow({ store, early, log });
  const context = createShellContext({ store, environment, events, log });
  const given = createGiven(events);
  given.offer(args.given);
  const appUpdates = composeUpdates({ ...host, environment, args, lifecycle, ending });
  const folders = composeShell({ environment, host, lifecycle, context, early, window, appUpdates, given, settled });
  appUpdates.follow();
  connectQuitTriggers(lifecycle, environment.hasParentPipe);
  await unlessEnding(lifecycle, window.load());
  await noted;
  const { lastFolder } = store.read();
  const beginning = begin({ args, host, folders, lifecycle, lastFolder, onSettled });
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
