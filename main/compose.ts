import { join } from 'node:path';
import { app } from 'electron';
import { createFileLogger, type Logger } from '../src/base/log';
import type { AppSettings } from '../src/contract/settings';
import { showAppMenu } from './menu/app-menu';
import type { ApiToken } from './store/api-token';
import type { Arguments, Environment, SecondStart } from './startup/arguments';
import { begin } from './begin';
import { guardCloseButton } from './menu/close-button';
import { createShellOperations } from './operations/desktop';
import { composeWorkspace } from './compose-workspace';
import { askToQuit } from './window/dialogs';
import type { EarlyWindow } from './window/early-window';
import { createFolderCommands } from './menu/folder-commands';
import type { FolderStore } from './store/folder-store';
import { createIndicators } from './indicators/indicators';
import { openIpc } from './window/ipc';
import { createLifecycle, type Lifecycle } from './quit/lifecycle';
import { connectQuitTriggers } from './quit/quit-triggers';
import type { Secrets } from './store/secrets';
import { createShellContext, type ShellContext } from './shell/shell-context';
import { createPersonal, openPersonalApiToken, openPersonalSecrets } from './operations/settings-personal';
import { createStateStore, type StateStore } from './store/state-store';
import { resolveSettings } from './store/stored-state';
import { createWebOpener } from './indicators/tray-commands';
import { createMainWindow, type MainWindow } from './window/window';
import type { Workspace } from './workspace/workspace';

/** What every part is made from. */
interface Foundation {
  asked: Arguments;
  environment: Environment;
  log: Logger;
  store: StateStore;
  lifecycle: Lifecycle;
  settings: AppSettings;
  secrets: Secrets;
  apiToken: ApiToken;
}

/** The running app, as `main.ts` needs it. */
export interface Shell {
  log: Logger;
  /** A second start: shows the window, opens the folder when one was named, and starts ComfyUI when that was asked for. */
  activate(second: SecondStart): void;
}

/** Builds the app. Everything is made here, and what must be closed is handed to the lifecycle when it is born. */
export async function compose(asked: Arguments, environment: Environment, early: EarlyWindow): Promise<Shell> {
  const log = createFileLogger(join(app.getPath('userData'), 'logs', 'main.log'));
  const lifecycle = createLifecycle({ log, exit: (code) => app.exit(code) });
  const store = createStateStore();
  const settings = resolveSettings(store.read().overrides, asked.overrides);
  const secrets = await openPersonalSecrets(log);
  const apiToken = await openPersonalApiToken();
  const foundation: Foundation = { asked, environment, log, store, lifecycle, settings, secrets, apiToken };
  lifecycle.addCloser('log', () => log.close());
  const { workspace, memory } = composeWorkspace(foundation);
  lifecycle.addCloser('ComfyUI folders', () => workspace.closeAll());
  const window = createMainWindow({ ...foundation, early });
  const ties = createShellContext(foundation, workspace.onEvent);
  const { folders, onSettled } = composeDoors({ ...foundation, ...ties, workspace, memory, early }, window);
  connectQuitTriggers(lifecycle, environment.hasParentPipe);
  await window.load();
  const { lastFolder } = store.read();
  const { follow } = await begin({ ...foundation, workspace, folders, lastFolder, onSettled });
  early.follow(() => folderOf(workspace));
  return {
    log,
    activate: (second) => {
      // Started at login beside an app that is open already: nobody asked to see it.
      if (!second.isHidden) window.reveal();
      void follow(second);
    },
  };
}

/** What the doors of the shell lead to. */
interface Rooms extends Foundation, ShellContext {
  workspace: Workspace;
  memory: FolderStore;
  early: EarlyWindow;
}

/** Everything through which the window and the desktop reach the core: channels, tray, menu. */
function composeDoors(rooms: Rooms, window: MainWindow) {
  const { environment, log, lifecycle, workspace, events } = rooms;
  const { t } = rooms.texts;
  const { browserWindow, pageUrl, reveal } = window;
  let onSettled: () => void = () => undefined;
  const settled = new Promise<void>((done) => (onSettled = done));
  const personal = createPersonal(rooms);
  const shell = createShellOperations({ ...rooms, window: browserWindow, settled, personal });
  const folders = createFolderCommands({ shell, window: browserWindow, t, log });
  const onQuit = () => void lifecycle.requestQuit({ ask: true });
  const onOpenWeb = createWebOpener(shell, workspace.host, workspace.door);
  const desktop = { ...environment, ...rooms, window: browserWindow };
  const indicators = createIndicators({ ...desktop, onOpen: reveal, onOpenFolder: folders.open, onOpenWeb, onQuit });
  lifecycle.addCloser('tray', () => indicators.close());
  lifecycle.addVeto(() => askToQuit(browserWindow, indicators.works(), t));
  const operations = () => ({ ...shell, ...workspace.operations() });
  const { answerWith } = rooms.early.channels;
  const shownFolder = () => folderOf(workspace);
  const channels = { operations, shownFolder, settled, answerWith, onEvent: events.on };
  const ipc = openIpc({ ...channels, window: browserWindow, pageUrl, log });
  lifecycle.addCloser('ipc', ipc);
  lifecycle.addCloser('window', () => browserWindow.destroy());
  guardCloseButton({ ...rooms, window: browserWindow, t });
  showAppMenu({ ...rooms, onQuit, onOpenFolder: () => void folders.choose() });
  return { folders, onSettled };
}

function folderOf(workspace: Workspace): string | null {
  return workspace.installation()?.rootDir ?? null;
}
