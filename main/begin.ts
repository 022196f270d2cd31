import { join } from 'node:path';
import type { Logger } from '../src/base/log';
import type { Host } from '../src/host/host';
import type { Arguments, SecondStart } from './startup/arguments';
import type { FolderCommands } from './menu/folder-commands';
import type { Lifecycle } from './quit/lifecycle';
import { composeReadyLine } from './startup/ready-line';
import { reportExposure } from '../src/host/start/exposure';
import { installFirst } from '../src/host/start/install-first';
import { launchShown } from '../src/host/start/web-launch';
import { addressOf } from '../src/host/workspace/door-address';

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
  await reportExposure(options.host, { notify: (sentence) => notify(sentence, log), tell });
  if (args.install !== null)
    await installFirst(options.host, { choice: args.install, tell, onBegun: options.onSettled });
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

/** Starts the ComfyUI that is shown and waits for its web UI. The answer is its address; null when there is none, and then the reason was told. */
async function launch(options: BeginOptions): Promise<string | null> {
  const { host, lifecycle } = options;
  const launched = await launchShown(host);
  const { web, note } = launched ?? { web: null, note: nothingToLaunch(options) };
  // A start that ended because the whole app ends is not reported.
  if (note !== null && !lifecycle.isEnding()) notify(note, host.log);
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

/** One for who reads our output now, and one for who reads the log later. */
function notify(sentence: string, log: Logger): void {
  log.warn(sentence);
  tell(sentence);
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
