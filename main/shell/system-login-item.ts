import { join } from 'node:path';
import { app } from 'electron';
import { createAutostartItem, verified, type LoginCommand, type LoginItem } from './login-item';

/** The login item of this system. Linux has none that Electron knows: there it is an entry of the autostart folder. */
export function createSystemLoginItem(command: LoginCommand, comment: () => string): LoginItem {
  if (process.platform !== 'linux') return verified(createElectronItem(command));
  const folder = join(app.getPath('appData'), 'autostart');
  return verified(createAutostartItem(folder, { name: app.getName(), comment, command }));
}

/** The command that starts this app: of an AppImage the image itself, in a checkout the runtime with the folder behind it. */
export function readStartCommand(appImage: string | null): LoginCommand {
  const own = app.isPackaged ? [] : [app.getAppPath()];
  return { program: appImage ?? app.getPath('exe'), args: [...own, ...ownSwitches()] };
}

/** The same at login, when nobody has asked to see the window. */
export function readLoginCommand(appImage: string | null): LoginCommand {
  const { program, args } = readStartCommand(appImage);
  return { program, args: [...args, '--hidden'] };
}

/** Without these another start would not be this app: it would find no sandbox as root, or other settings. */
function ownSwitches(): string[] {
  const folder = app.commandLine.getSwitchValue('user-data-dir');
  return [
    ...(app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []),
    ...(folder === '' ? [] : [`--user-data-dir=${folder}`]),
  ];
}

function createElectronItem({ program, args }: LoginCommand): LoginItem {
  // macOS starts the app as a whole; what a hidden start is there, `wasOpenedAtLogin` tells.
  const which = process.platform === 'win32' ? { path: program, args: [...args] } : {};
  return {
    isOn: () => {
      const found = app.getLoginItemSettings(which);
      // Windows keeps the entry when it is switched off in the task manager, and says so here only.
      return Promise.resolve(found.openAtLogin && (process.platform !== 'win32' || found.executableWillLaunchAtLogin));
    },
    turn: (on) => {
      app.setLoginItemSettings({ openAtLogin: on, enabled: on, ...which });
      return Promise.resolve();
    },
  };
}
