import { app, dialog } from 'electron';
import type { Logger } from '../src/base/log';
import { toAppError } from '../src/contract/errors';
import {
  parseArguments,
  readSecondStart,
  type Arguments,
  type Environment,
  type SecondStart,
} from './startup/arguments';
import { compose } from './compose';
import type { EarlyWindow } from './window/early-window';

/** Builds the app behind the window that is already there. A wrong command line and a failed start are told, and end the app. */
export function runApp(environment: Environment, early: EarlyWindow): void {
  const parsed = parseArguments(process.argv.slice(1), process.cwd());
  if (parsed.ok) return start(parsed.arguments, environment, early);
  process.stderr.write(`${parsed.problem}\n`);
  app.exit(2);
}

function start(args: Arguments, environment: Environment, early: EarlyWindow): void {
  let log: Logger | undefined;
  process.on('uncaughtException', (error) => report(error, log));
  process.on('unhandledRejection', (error) => report(error, log));
  // A limit on the size of files fails what writes. Nobody hearing of it, it would end the app.
  process.on('SIGXFSZ', () => undefined);
  const starting = compose(args, environment, early);
  const activate = (second: SecondStart) =>
    void starting.then((shell) => shell.activate(second)).catch(() => undefined);
  app.on('second-instance', (...[, , , data]) => activate(readSecondStart(data)));
  app.on('activate', () => activate({ comfyuiFolder: null, isLaunch: false, isHidden: false, given: [] }));
  starting.then(
    (shell) => (log = shell.log),
    (error: unknown) => fail(error, environment),
  );
}

/** Electron's own answer to a surprise is a dialog that stops everything; the queue goes on instead. */
function report(error: unknown, log?: Logger): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  log?.error('Something failed that should not have.', { error: text });
}

/** The app could not start: says why, where it can be read, and ends. */
async function fail(error: unknown, environment: Environment): Promise<void> {
  const { message, remedy = '' } = toAppError(error);
  const reason = `${message} ${remedy}`.trim();
  process.stderr.write(`ComfyUI Manager Desktop could not start: ${reason}\n`);
  const isReadFromTerminal = !app.isPackaged || environment.hasParentPipe || process.stderr.isTTY;
  if (!isReadFromTerminal)
    await dialog.showMessageBox({ type: 'error', message: 'The app could not start', detail: reason });
  // The window that closes with it asks for an end as well, whose code must be this one.
  process.exitCode = 1;
  app.exit(1);
}
