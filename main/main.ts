// This file and what it imports are all that is loaded before the window opens. Everything else is behind run-app.ts (docs/decisions/014).
import { app } from 'electron';
import { leaveAppImage } from './startup/appimage-environment';
import { findNewerProfile } from './startup/newer-profile';
import { takeRestartArguments } from './startup/take-restart-arguments';
import { readEarlyOptions, type EarlyOptions } from './startup/early-state';
import { readEnvironment } from './startup/read-environment';
import { openEarlyWindow } from './window/early-window';
import { afterFirstRows } from './window/first-rows';
import { isLoginStart, onMacGiven } from './startup/system-start';
import { onEndSignals } from './quit/signals';
import { declareWindowFiles } from './window/window-files';

const environment = readEnvironment(process.env, app.isPackaged);

// Before anything is started. Here and not in `run.ts`, because Electron starts programs as well: the browser, for a link.
for (const [name, value] of leaveAppImage(process.env)) {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

// The reader of our output may be gone, which is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

async function open(wishes: EarlyOptions): Promise<void> {
  // A second start that comes before the app can follow it is told again when it can.
  const missed: unknown[][] = [];
  const keep = (...eventArgs: unknown[]) => missed.push(eventArgs);
  app.on('second-instance', keep);
  onMacGiven((word) => app.emit('second-instance', {}, [], '', { given: [word] }));
  await app.whenReady();
  // Until the app behind the window takes them over, nothing is open that would have to be closed.
  onEndSignals(() => app.exit(0));
  const window = openEarlyWindow({ ...wishes, isHidden: wishes.isHidden || isLoginStart() }, environment.rendererUrl);
  await afterFirstRows(window);
  const { runApp } = await import('./run-app');
  app.off('second-instance', keep);
  runApp(environment, window);
  for (const eventArgs of missed) app.emit('second-instance', ...eventArgs);
}

// A young generation of 8 MB: the window starts without a collection, and the page collects once what the start left (docs/decisions/014).
app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=8 --expose-gc');
declareWindowFiles();
app.setAppUserModelId('io.github.comfyui-manager-desktop.app');
if (app.isPackaged) takeRestartArguments();
const options = readEarlyOptions(process.argv.slice(1), process.cwd());
const newer = findNewerProfile(app.getPath('userData'));
if (newer !== null) {
  void import('./startup/refuse-profile').then(({ refuseProfile }) => refuseProfile(newer, environment.hasParentPipe));
} else if (app.requestSingleInstanceLock({ ...options })) {
  // No top-level await: `ready` waits for this module, so it would never come.
  open(options).catch((error: unknown) => {
    process.stderr.write(`ComfyUI Manager Desktop could not start: ${String(error)}\n`);
    app.exit(1);
  });
} else {
  process.stderr.write('ComfyUI Manager Desktop is already open, and was told.\n');
  app.exit(0);
}
