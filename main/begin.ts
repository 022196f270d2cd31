import { join } from 'node:path';
import type { Logger } from '../src/base/log';
import type { Host } from '../src/host/host';
import type { Arguments, SecondStart } from './startup/arguments';
import type { FolderCommands } from './menu/folder-commands';
import type { Lifecycle } from './quit/lifecycle';
import { followSetup } from './startup/setup-words';
import { composeReadyLine, warnOfExposure } from './startup/ready-line';
import { addressOf } from '../src/host/workspace/door-address';
import { launchWebUi } from './startup/web-launch';

export interface BeginOptions {
  args: Arguments;
  host: Pick<Host, 'workspace' | 'settings' | 'apiToken' | 'events' | 'setup' | 'log'>;
  folders: FolderCommands;
  lifecycle: Lifecycle;
  /** Folder of the last run. */
  lastFolder: string | null;
  /** Called once the folder was opened, or could not be. */
  onSettled: () => void;
}

/** What a run can be asked for once its doors are open. */
export interface Begun {
  /** Shows the folder of a second start, opened beside the others unless it is open, and starts its ComfyUI when that was asked for. */
  follow: (second: SecondStart) => Promise<void>;
}

/** Opens the HTTP door, then the folder; `ready` is said when ComfyUI is there too, if it was asked for. The app is usable meanwhile. */
export async function begin(options: BeginOptions): Promise<Begun> {
  const { args, folders } = options;
  const { workspace, log } = options.host;
  const installed = args.install === null ? null : join(args.install.parent, args.install.name);
  const folder = installed ?? args.comfyuiFolder ?? options.lastFolder;
  await workspace.openDoor(folder);
  options.lifecycle.addCloser('API', () => workspace.closeDoors());
  const { exposedAt } = workspace.door;
  if (exposedAt !== null) {
    notify(warnOfExposure(exposedAt), log);
    await reportFirstToken(options.host);
  }
  if (args.install !== null) await installFirst(options);
  if (folder !== null) await folders.open(folder);
  options.onSettled();
  void announceReady(options, args.isLaunch ? launch(options) : Promise.resolve(null));
  return {
    async follow({ comfyuiFolder, isLaunch }) {
      if (comfyuiFolder !== null && comfyuiFolder !== workspace.installation()?.rootDir)
        await folders.open(comfyuiFolder);
      if (isLaunch) await launch(options);
    },
  };
}

/** Installs what the command line asks for, unless it is there; the window can be used meanwhile. Throws why it failed. */
async function installFirst({ args, host, onSettled }: BeginOptions): Promise<void> {
  const { install } = args;
  const { workspace, setup, events } = host;
  if (install === null) return;
  if ((await workspace.recognise(join(install.parent, install.name))).recognised) return;
  onSettled();
  const stop = followSetup(events, (line) => process.stderr.write(`${line}\n`));
  try {
    await setup.install(install);
  } finally {
    stop();
  }
}

/** Starts the ComfyUI that is shown and waits for its web UI. The answer is its address; null when there is none, and then the reason was told. */
async function launch(options: BeginOptions): Promise<string | null> {
  const { lifecycle } = options;
  const { workspace, settings, log } = options.host;
  const limitMs = settings['comfyui.readySeconds'] * 1000;
  const instance = workspace.shownInstance();
  if (instance === null) {
    notify(nothingToLaunch(options), log);
    return null;
  }
  const operations = () => instance.slot.current()?.core.operations ?? null;
  const address = addressOf(workspace.host, instance.port);
  const { web, note } = await launchWebUi({ operations, upstream: instance.upstream, address, limitMs });
  // A start that ended because the whole app ends is not reported.
  if (note !== null && !lifecycle.isEnding()) notify(note, log);
  return web;
}

async function announceReady({ host, lifecycle }: BeginOptions, web: Promise<string | null>): Promise<void> {
  const { workspace } = host;
  // The ComfyUI is that of the folder opened with the app, whatever is shown by the time it serves.
  const folder = workspace.installation()?.rootDir ?? null;
  const { port, exposedAt } = workspace.door;
  const found = await web;
  if (lifecycle.isEnding() || port === null) return;
  const line = composeReadyLine({ address: addressOf(workspace.host, port), folder, web: found, exposedAt });
  process.stdout.write(`${line}\n`);
}

function nothingToLaunch({ args, lastFolder }: BeginOptions): string {
  return args.comfyuiFolder === null && lastFolder === null
    ? '--launch: there is no ComfyUI to start. No folder was named and none was opened before. Add --comfyui FOLDER, or choose the folder in the window and press Start.'
    : '--launch: ComfyUI was not started, because its folder could not be opened. Choose another one in the window, and press Start.';
}

/**
 * A door that other machines reach has a token from its first start on, so that an app whose window nobody sees can be used from elsewhere. It is told
 * on stderr alone: the log is kept. One that was revoked stays so.
 */
async function reportFirstToken({ apiToken, log }: BeginOptions['host']): Promise<void> {
  if (!apiToken.isUntouched()) return;
  try {
    const { token } = await apiToken.make();
    process.stderr.write(
      `The API token, told this once: ${token}\nPrograms on other machines send it as "Authorization: Bearer TOKEN" to change something. ` +
        'Settings > Security makes another one, or revokes it.\n',
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notify(`No API token could be made: ${reason} Programs on other machines can only read until one is made.`, log);
  }
}

/** One for who reads our output now, and one for who reads the log later. */
function notify(sentence: string, log: Logger): void {
  log.warn(sentence);
  process.stderr.write(`${sentence}\n`);
}
