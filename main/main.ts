import { app, dialog } from 'electron';
import type { Logger } from '../src/base/log';
import { toAppError } from '../src/contract/errors';
import { parseArguments, readSecondStart, type Arguments, type Environment, type SecondStart } from './arguments';
import { compose } from './compose';

const environment: Environment = {
  rendererUrl: app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null),
  desktopName: process.env['XDG_CURRENT_DESKTOP'] ?? '',
  hasParentPipe: process.env['CMD_PARENT_PIPE'] === '1',
  nodeProgram: process.env['CMD_NODE'] ?? 'node',
};

// Whoever read our output may be gone; that is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

function start(asked: Arguments): void {
  let log: Logger | undefined;
  process.on('uncaughtException', (error) => report(error, log));
  process.on('unhandledRejection', (error) => report(error, log));
  app.setAppUserModelId('comfyui-manager-desktop');
  // No top-level await: `ready` waits for this module, so it would never come.
  const starting = app.whenReady().then(() => compose(asked, environment));
  const activate = (second: SecondStart) =>
    void starting.then((shell) => shell.activate(second)).catch(() => undefined);
  app.on('second-instance', (...[, , , data]) => activate(readSecondStart(data)));
  app.on('activate', () => activate({ comfyuiFolder: null, isLaunch: false }));
  starting.then((shell) => (log = shell.log), fail);
}

/** Electron's own answer to a surprise is a dialog that stops everything; the queue goes on instead. */
function report(error: unknown, log?: Logger): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  log?.error('Something failed that should not have.', { error: text });
}

/** The app could not start: says why, where it can be read, and ends. */
async function fail(error: unknown): Promise<void> {
  const { message, remedy = '' } = toAppError(error);
  const reason = `${message} ${remedy}`.trim();
  process.stderr.write(`ComfyUI Manager Desktop could not start: ${reason}\n`);
  const isReadFromTerminal = !app.isPackaged || environment.hasParentPipe || process.stderr.isTTY;
  if (!isReadFromTerminal)
    await dialog.showMessageBox({ type: 'error', message: 'The app could not start', detail: reason });
  app.exit(1);
}

const parsed = parseArguments(process.argv.slice(1), process.cwd());
if (!parsed.ok) {
  process.stderr.write(`${parsed.problem}\n`);
  app.exit(2);
} else if (app.requestSingleInstanceLock(readSecondStart(parsed.arguments))) {
  start(parsed.arguments);
} else {
  process.stderr.write('ComfyUI Manager Desktop is already open; its window was brought to the front.\n');
  app.exit(0);
}
