import { runProgram } from '../../src/base/process/run';

const watcher = 'org.kde.StatusNotifierWatcher';
const timeoutMs = 1000;

/** Three ways to ask the session bus one question; a desktop has at least one of these programs. */
const questions: readonly (readonly [program: string, ...args: string[]])[] = [
  [
    'dbus-send',
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
    `string:${watcher}`,
  ],
  [
    'gdbus',
    'call',
    '--session',
    '--dest',
    'org.freedesktop.DBus',
    '--object-path',
    '/',
    '--method',
    'org.freedesktop.DBus.NameHasOwner',
    watcher,
  ],
  ['busctl', '--user', 'call', 'org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner', 's', watcher],
];

/**
 * Whether a hidden window could be found again in the tray. On Linux that depends on the desktop, and Electron does not tell:
 * someone must own the StatusNotifier watcher on the session bus.
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, ...args] of questions) {
    try {
      return (await runProgram(program, args, { timeoutMs })).stdout.includes('true');
    } catch {
      // The program is not installed, or there is no bus; the next program may know.
    }
  }
  return false;
}
