import type { Host } from '../src/host/host';
import { createIndicators } from './indicators/indicators';
import { createWebOpener } from './indicators/tray-commands';
import { offerTextMenu, showAppMenu } from './menu/app-menu';
import { guardCloseButton } from './menu/close-button';
import { createFolderCommands, type FolderCommands } from './menu/folder-commands';
import { createShellOperations, type DesktopOptions } from './operations/desktop';
import type { Given } from './operations/given';
import type { Lifecycle } from './quit/lifecycle';
import { keepAwakeForDownloads } from './shell/keep-awake';
import type { ShellContext } from './shell/shell-context';
import type { Environment } from './startup/arguments';
import { watchCrashes } from './window/crashes';
import { askForConsent, askToQuit } from './window/dialogs';
import type { EarlyWindow } from './window/early-window';
import { closeHiddenPage } from './window/hidden-page';
import { askUnseen, openIpc } from './window/ipc';
import type { MainWindow } from './window/window';

/** What the doors of the shell lead to. It contains no secret, because the tray, the menu and the channels need none. */
export interface ShellParts {
  environment: Environment;
  host: Pick<Host, 'log' | 'operations' | 'settings' | 'workspace'>;
  lifecycle: Lifecycle;
  context: ShellContext;
  early: EarlyWindow;
  appUpdates: DesktopOptions['appUpdates'];
  window: MainWindow;
  given: Given;
  /** Resolves when the folder that the run starts with was opened, or could not be. */
  settled: Promise<void>;
}

/** Everything through which the window and the desktop reach the core: channels, tray, menu. */
export function composeShell(parts: ShellParts): FolderCommands {
  const { environment, host, lifecycle, context, early, appUpdates, given, settled } = parts;
  const { log, workspace } = host;
  const { texts, preferences, events, updates } = context;
  const { browserWindow, pageUrl, reveal } = parts.window;
  const { t } = texts;
  const { givenFiles } = early.channels;
  const shell = createShellOperations({
    ...{ host, preferences, updates, appUpdates, given },
    ...{ window: browserWindow, givenFiles },
  });
  const folders = createFolderCommands({ shell, window: browserWindow, t, log });
  const onQuit = () => void lifecycle.requestQuit({ ask: true });
  const indicators = createIndicators({
    ...{ texts, preferences, events, updates, workspace, log },
    window: browserWindow,
    desktopName: environment.desktopName,
    onOpen: reveal,
    onOpenFolder: folders.open,
    onOpenWeb: createWebOpener(shell, workspace.host, workspace.door),
    onQuit,
  });
  lifecycle.addCloser('tray', () => indicators.close());
  lifecycle.addCloser('awake', keepAwakeForDownloads({ events, workspace, settings: host.settings }));
  lifecycle.addVeto(() => askToQuit(browserWindow, indicators.works(), t));
  const { pass, takeEnd } = closeHiddenPage({
    ...{ window: browserWindow, channels: early.channels, log },
    ask: () => askUnseen(browserWindow),
    isBusy: () => indicators.works().some(({ queue }) => (queue?.running.length ?? 0) > 0),
  });
  const closeIpc = openIpc({
    operations: () => ({ ...shell, ...workspace.operations() }),
    shownFolder: () => workspace.installation()?.rootDir ?? null,
    askConsent: (question) => askForConsent(browserWindow, question, t),
    isGiven: (path) => givenFiles.has(path),
    answerWith: early.channels.answerWith,
    onEvent: events.on,
    window: browserWindow,
    ...{ pageUrl, settled, pass, log },
  });
  lifecycle.addCloser('ipc', closeIpc);
  lifecycle.addCloser('window', () => browserWindow.destroy());
  guardCloseButton({ window: browserWindow, preferences, lifecycle, t, log });
  watchCrashes({ window: browserWindow, takeEnd, t, log, onQuit: () => void lifecycle.requestQuit({ ask: false }) });
  const onConnect = () => {
    reveal();
    events.emit({ name: 'cmd-show-connect', payload: {} });
  };
  showAppMenu({
    ...{ texts, events, onQuit, onConnect },
    window: browserWindow,
    onOpenFolder: () => void folders.choose(),
  });
  offerTextMenu(browserWindow, t);
  return folders;
}
