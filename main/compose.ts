import { join } from 'node:path';
import { app, Menu } from 'electron';
import { createFileLogger, type Logger } from '../src/base/log';
import type { AppSettings } from '../src/contract/settings';
import type { Arguments, Environment, SecondStart } from './arguments';
import { begin } from './begin';
import { guardCloseButton } from './close-button';
import { createShellOperations } from './desktop';
import { createDemoWorld } from './demo-world';
import { createPortChoice } from './comfy-port';
import { askToQuit } from './dialogs';
import { createFolderCommands } from './folder-commands';
import { createIndicators } from './indicators';
import { openIpc } from './ipc';
import { createKeepSetting } from './keep-setting';
import { createLifecycle, type Lifecycle } from './lifecycle';
import { buildMenu } from './menu';
import { connectQuitTriggers } from './quit-triggers';
import type { Door } from './ready-line';
import { createStateStore, type StateStore } from './state-store';
import { resolveSettings } from './stored-state';
import { createWebOpener } from './tray-commands';
import { createMainWindow, type MainWindow } from './window';
import { createWorkspace, type Workspace } from './workspace';

/** What every part is made from. */
interface Foundation {
  asked: Arguments;
  environment: Environment;
  log: Logger;
  store: StateStore;
  lifecycle: Lifecycle;
  door: Door;
  settings: AppSettings;
}

/** The running app, as `main.ts` needs it. */
export interface Shell {
  log: Logger;
  /** A second start: shows the window, opens the folder when one was named, and starts ComfyUI when that was asked for. */
  activate(second: SecondStart): void;
}

/** Builds the app. Everything is made here, and what must be closed is handed to the lifecycle when it is born. */
export async function compose(asked: Arguments, environment: Environment): Promise<Shell> {
  const log = createFileLogger(join(app.getPath('userData'), 'logs', 'main.log'));
  const lifecycle = createLifecycle({ log, exit: (code) => app.exit(code) });
  const store = createStateStore();
  const settings = resolveSettings(store.read().overrides, asked.overrides);
  const door: Door = { port: null, exposedAt: null };
  const foundation: Foundation = { asked, environment, log, store, lifecycle, door, settings };
  lifecycle.addCloser('log', () => log.close());
  const workspace = composeWorkspace(foundation);
  lifecycle.addCloser('ComfyUI folder', () => workspace.close());
  const window = createMainWindow({ ...foundation, rendererUrl: environment.rendererUrl, isHidden: asked.isHidden });
  const { folders, onSettled } = composeDoors(foundation, workspace, window);
  connectQuitTriggers(lifecycle, environment.hasParentPipe);
  await window.load();
  const { lastFolder } = store.read();
  const { createServer } = await import('../src/server/server');
  const listen = (port: number) => createServer({ ...workspace, port, log });
  const { follow } = await begin({ ...foundation, workspace, folders, lastFolder, onSettled, listen });
  return {
    log,
    activate: (second) => {
      window.reveal();
      void follow(second);
    },
  };
}

/** The core is loaded when it is first needed, behind the window: that takes longer than the first paint. */
function composeWorkspace({ asked, environment, store, log, door, settings }: Foundation): Workspace {
  return createWorkspace({
    log,
    settings,
    keepSetting: createKeepSetting(store, settings),
    choosePort: createPortChoice({ asked, store, door }),
    demo: createDemoWorld({ nodeProgram: environment.nodeProgram, projectDir: app.getAppPath(), log }),
    recognise: async (folder, settings) => {
      const { recogniseInstallation } = await import('../src/manager/comfyui/recognise');
      return recogniseInstallation(folder, { interpreter: settings['python.interpreter'] });
    },
    createCore: async (installation, ground) => {
      const { createManager } = await import('../src/manager/manager');
      return createManager({ ...ground, installation, appVersion: app.getVersion(), log });
    },
  });
}

/** Everything through which the window and the desktop reach the core: channels, tray, menu. */
function composeDoors(foundation: Foundation, workspace: Workspace, window: MainWindow) {
  const { environment, log, store, lifecycle, door } = foundation;
  const { browserWindow, pageUrl, reveal } = window;
  let onSettled: () => void = () => undefined;
  const settled = new Promise<void>((done) => (onSettled = done));
  const shell = createShellOperations({ window: browserWindow, workspace, store, settled, door });
  const folders = createFolderCommands(shell, browserWindow, log);
  const onQuit = () => void lifecycle.requestQuit({ ask: true });
  const onOpenWeb = createWebOpener(shell, workspace.host, door);
  const desktop = { ...environment, window: browserWindow, workspace, log };
  const indicators = createIndicators({ ...desktop, onOpen: reveal, onOpenWeb, onQuit });
  lifecycle.addCloser('tray', () => indicators.close());
  lifecycle.addVeto(() => askToQuit(browserWindow, indicators.queue()));
  const operations = () => ({ ...shell, ...workspace.operations() });
  lifecycle.addCloser('ipc', openIpc({ window: browserWindow, pageUrl, operations, onEvent: workspace.onEvent, log }));
  lifecycle.addCloser('window', () => browserWindow.destroy());
  guardCloseButton({ window: browserWindow, store, lifecycle, log });
  showMenu(onQuit, () => void folders.choose());
  return { folders, onSettled };
}

function showMenu(onQuit: () => void, onOpenFolder: () => void): void {
  const system = { platform: process.platform, isDevelopment: !app.isPackaged, appName: app.getName() };
  Menu.setApplicationMenu(Menu.buildFromTemplate(buildMenu({ ...system, onQuit, onOpenFolder })));
}
