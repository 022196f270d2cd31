import { join } from 'node:path';
import { app, Menu } from 'electron';
import { createFileLogger, type Logger } from '../src/base/log';
import { listenOnPort } from './api-port';
import type { Arguments, Environment } from './arguments';
import { guardCloseButton } from './close-button';
import { createShellOperations } from './desktop';
import { createDemoWorld } from './demo-world';
import { askToQuit } from './dialogs';
import { createFolderCommands } from './folder-commands';
import { createIndicators } from './indicators';
import { openIpc } from './ipc';
import { createLifecycle, type Lifecycle } from './lifecycle';
import { buildMenu } from './menu';
import { connectQuitTriggers } from './quit-triggers';
import { createStateStore, type StateStore } from './state-store';
import { resolveSettings } from './stored-state';
import { createMainWindow, type MainWindow } from './window';
import { createWorkspace, type Workspace } from './workspace';

/** What every part is made from. */
interface Foundation {
  asked: Arguments;
  environment: Environment;
  log: Logger;
  store: StateStore;
  lifecycle: Lifecycle;
}

/** The running app, as `main.ts` needs it. */
export interface Shell {
  log: Logger;
  /** A second start: shows the window, and opens the folder when one was named. */
  activate(folder: string | null): void;
}

/** Builds the app. Everything is made here, and what must be closed is handed to the lifecycle when it is born. */
export async function compose(asked: Arguments, environment: Environment): Promise<Shell> {
  const log = createFileLogger(join(app.getPath('userData'), 'logs', 'main.log'));
  const lifecycle = createLifecycle({ log, exit: (code) => app.exit(code) });
  const foundation: Foundation = { asked, environment, log, store: createStateStore(), lifecycle };
  lifecycle.addCloser('log', () => log.close());
  const workspace = composeWorkspace(foundation);
  lifecycle.addCloser('ComfyUI folder', () => workspace.close());
  const window = createMainWindow({ ...foundation, rendererUrl: environment.rendererUrl, isHidden: asked.isHidden });
  const { folders, begin } = composeDoors(foundation, workspace, window);
  connectQuitTriggers(lifecycle, environment.hasParentPipe);
  await window.load();
  await begin();
  return {
    log,
    activate: (folder) => {
      window.reveal();
      if (folder !== null && folder !== workspace.installation()?.rootDir) void folders.open(folder);
    },
  };
}

/** The core is loaded when it is first needed, behind the window: that takes longer than the first paint. */
function composeWorkspace({ asked, environment, store, log }: Foundation): Workspace {
  return createWorkspace({
    log,
    settings: resolveSettings(store.read().overrides, asked.overrides),
    demo: createDemoWorld({ nodeProgram: environment.nodeProgram, projectDir: app.getAppPath(), log }),
    recognise: async (folder, settings) => {
      const { recogniseInstallation } = await import('../src/manager/comfyui/recognise');
      return recogniseInstallation(folder, { interpreter: settings['python.interpreter'] });
    },
    createCore: async (installation, settings) => {
      const { createManager } = await import('../src/manager/manager');
      return createManager({ installation, settings, appVersion: app.getVersion(), log });
    },
  });
}

/** Everything through which the core is reached: the window's channels, tray, menu, and in `begin` the API. */
function composeDoors(foundation: Foundation, workspace: Workspace, window: MainWindow) {
  const { asked, environment, log, store, lifecycle } = foundation;
  const { browserWindow, pageUrl, reveal } = window;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((done) => (settle = done));
  let apiPort: number | null = null;
  const shell = createShellOperations({ window: browserWindow, workspace, store, settled, apiPort: () => apiPort });
  const folders = createFolderCommands(shell, browserWindow, log);
  const onQuit = () => void lifecycle.requestQuit({ ask: true });
  const indicators = createIndicators({
    ...environment,
    window: browserWindow,
    workspace,
    onOpen: reveal,
    onQuit,
    log,
  });
  lifecycle.addCloser('tray', () => indicators.close());
  lifecycle.addVeto(() => askToQuit(browserWindow, indicators.queue()));
  const operations = () => ({ ...shell, ...workspace.operations() });
  lifecycle.addCloser('ipc', openIpc({ window: browserWindow, pageUrl, operations, onEvent: workspace.onEvent, log }));
  lifecycle.addCloser('window', () => browserWindow.destroy());
  guardCloseButton({ window: browserWindow, store, lifecycle, log });
  showMenu(onQuit, () => void folders.choose());

  async function begin(): Promise<void> {
    const { createServer } = await import('../src/server/server');
    const listen = (port: number) => createServer({ ...workspace, port, log });
    const server = await listenOnPort(listen, asked.port, log);
    lifecycle.addCloser('API', () => server.close());
    apiPort = server.port;
    const folder = asked.comfyuiFolder ?? store.read().lastFolder;
    if (folder !== null) await folders.open(folder);
    settle();
    const opened = workspace.installation()?.rootDir ?? 'none';
    process.stdout.write(`ready api=http://127.0.0.1:${server.port} comfyui=${opened}\n`);
  }
  return { folders, begin };
}

function showMenu(onQuit: () => void, onOpenFolder: () => void): void {
  const system = { platform: process.platform, isDevelopment: !app.isPackaged, appName: app.getName() };
  Menu.setApplicationMenu(Menu.buildFromTemplate(buildMenu({ ...system, onQuit, onOpenFolder })));
}
