import { join } from 'node:path';
import { createLineLogger, formatLogLine, type LogForm } from '../base/log';
import { printable } from '../base/text/printable';
import { cleanEnvironment } from '../base/process/run';
import { AppError, fromErrorBody } from '../contract/errors';
import { isRemoteFolder } from '../contract/remote/names';
import { msg } from '../contract/text/message';
import type { Host } from '../host/host';
import { reportExposure } from '../host/start/exposure';
import { installFirst } from '../host/start/install-first';
import { readRunFlags, type RunArguments } from '../host/start/run-arguments';
import { launchShown } from '../host/start/web-launch';
import { addressOf } from '../host/workspace/door-address';
import { closeNodeHost, openNodeHost } from './host-of-node';

/** What `cmdesk serve` was asked for, as the words stand on the command line; what is left out is as for the app. */
export interface ServeArguments {
  comfyui?: string | undefined;
  /** A ComfyUI to install first, where there is none yet; with the three after it as for the app. */
  installComfyui?: string | undefined;
  python?: string | undefined;
  torch?: string | undefined;
  comfyuiVersion?: string | undefined;
  port?: string | undefined;
  /** Where the profile lies. */
  userDataDir?: string | undefined;
  /** Start ComfyUI at once, behind the gateway. */
  launch?: boolean | undefined;
  /** `name=value`, settings of this run. */
  set?: string[] | undefined;
  /** How the log on stderr is written; text when left out. */
  log?: LogForm | undefined;
}

/**
 * Serves a folder without a window until a signal ends it: core, queue, API and gateway, as the app does. It prints `ready ADDRESS` on stdout when
 * the folder is open, `web ADDRESS` when a ComfyUI that was to be started serves its web UI, and its log on stderr. Throws why it could not begin, `invalid-input`
 * for words that cannot be used; then everything has closed again.
 */
export async function serve(args: ServeArguments): Promise<void> {
  const run = readRun(args);
  const form = args.log ?? 'text';
  const log = createLineLogger((line) => process.stderr.write(printable(line)), form);
  const host = await openNodeHost({
    ...{ profileDir: args.userDataDir, overrides: run.overrides, port: run.port, isLaunch: run.isLaunch },
    log: { ...log, close: () => undefined },
  });
  outliveSurprises(host);
  const { ended, release } = listenToSystem(host);
  try {
    await Promise.race([ended, begin(host, run, tellIn(form))]);
    await ended;
  } finally {
    release();
    await closeNodeHost(host);
  }
}

function readRun({ launch = false, set = [], ...args }: ServeArguments): RunArguments {
  const { comfyui, installComfyui, python, torch, comfyuiVersion, port } = args;
  const named = { comfyui, 'install-comfyui': installComfyui, python, torch, 'comfyui-version': comfyuiVersion, port };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  const flags = [...given, ...set.map((pair) => ['set', pair] as const)];
  const parsed = readRunFlags(
    flags.map(([name, value]) => [`--${name}`, value]),
    { isLaunch: launch, workingDir: process.cwd() },
  );
  if (parsed.ok) return parsed.run;
  throw new AppError('invalid-input', parsed.problem, { remedy: msg`Correct it, and start again.` });
}

/** Says what is for who reads now: steps of an installation, and the API token, which no log may have. A person gets the words alone. */
const tellIn =
  (form: LogForm) =>
  (words: string): void =>
    void process.stderr.write(
      printable(form === 'text' ? `${words}\n` : formatLogLine(form, { level: 'info', msg: words })),
    );

type Tell = ReturnType<typeof tellIn>;

async function begin(host: Host, { comfyuiFolder, install, isLaunch }: RunArguments, tell: Tell): Promise<void> {
  const { workspace, store, log } = host;
  const installed = install === null ? null : join(install.parent, install.name);
  const folder = installed ?? comfyuiFolder ?? store.read().lastFolder;
  // What a window has shown of another machine is served there.
  if (folder === null || isRemoteFolder(folder)) {
    throw new AppError('installation-missing', msg`No ComfyUI folder was named, and none was open before.`, {
      remedy: msg`Add --comfyui FOLDER.`,
    });
  }
  await workspace.openDoor(folder);
  await reportExposure(host, { notify: (sentence) => log.warn(sentence), tell });
  if (install !== null) await installFirst(host, { choice: install, tell });
  await workspace.open(folder);
  const { port } = workspace.door;
  if (port === null) return;
  process.stdout.write(`ready ${addressOf(workspace.host, port)}\n`);
  if (isLaunch) await launch(host);
}

async function launch(host: Host): Promise<void> {
  const { note = null, web = null } = (await launchShown(host)) ?? {};
  if (note !== null) host.log.warn(note);
  if (web !== null) process.stdout.write(printable(`web ${web}\n`));
}

/**
 * A surprise is logged and ends nothing: the queue goes on, as in the app. So it does when the reader of our output is gone. A limit on the size of files
 * (`ulimit -f`) fails what writes, which says so; the libraries that hear of its signal as well would end the program.
 */
function outliveSurprises({ log }: Host): void {
  const report = (error: unknown) => log.error('Something failed that should not have.', { error: describe(error) });
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  process.on('SIGXFSZ', () => undefined);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

const describe = (error: unknown) => (error instanceof Error ? error.stack : undefined) ?? String(error);

const endSignals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Follows the signals of the system until `release`. `ended` resolves when one asks this program to end, or when a start script that holds our stdin is gone,
 * and fails when another app has taken the folder over: a service without its folder is none, and whoever keeps it going starts it anew.
 */
function listenToSystem(host: Host): { ended: Promise<void>; release: () => void } {
  let end: () => void = () => undefined;
  let fail: (error: AppError) => void = () => undefined;
  const ended = new Promise<void>((done, failed) => ([end, fail] = [done, failed]));
  const stopListening = host.events.on((event) => {
    if (event.name === 'cmd-folder-held' && event.payload.state === 'lost') fail(fromErrorBody(event.payload.error));
  });
  const reload = () => void reloadAndTell(host);
  for (const signal of endSignals) process.once(signal, end);
  process.on('SIGHUP', reload);
  if (cleanEnvironment()['CMD_PARENT_PIPE'] === '1') process.stdin.once('end', end).resume();
  const release = () => {
    stopListening();
    // From here on a second signal ends the program at once, as the system does it.
    for (const signal of endSignals) process.off(signal, end);
    process.off('SIGHUP', reload);
    process.stdin.off('end', end).destroy();
  };
  return { ended, release };
}

async function reloadAndTell({ reload, log }: Host): Promise<void> {
  try {
    const { changed, waiting } = await reload();
    log.info('The settings were read anew.', { changed, waitingForNextStart: waiting });
  } catch (error) {
    log.warn('The settings could not be read anew.', { error: String(error) });
  }
}
