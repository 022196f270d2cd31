import type { Logger } from '../src/base/log';
import type { AppSettings } from '../src/contract/settings';
import { listenOnPort } from './api-port';
import type { Arguments, SecondStart } from './arguments';
import type { FolderCommands } from './folder-commands';
import type { Lifecycle } from './lifecycle';
import { addressOf, composeReadyLine, exposureOf, warnOfExposure, type Door } from './ready-line';
import { launchWebUi } from './web-launch';
import type { Workspace } from './workspace';

export interface BeginOptions {
  asked: Arguments;
  workspace: Workspace;
  folders: FolderCommands;
  lifecycle: Lifecycle;
  door: Door;
  /** Opens the HTTP door. */
  listen: (port: number) => Promise<{ port: number; close: () => Promise<void> }>;
  /** Folder of the last run. */
  lastFolder: string | null;
  /** The folder was opened, or could not be. */
  onSettled: () => void;
  settings: AppSettings;
  log: Logger;
}

/** What a run can be asked for once its doors are open. */
export interface Begun {
  /** Opens the folder of a second start unless it is open, and starts ComfyUI when that was asked for. */
  follow: (second: SecondStart) => Promise<void>;
}

/** Opens the HTTP door, then the folder; `ready` is said when ComfyUI is there too, if it was asked for. The app is usable meanwhile. */
export async function begin(options: BeginOptions): Promise<Begun> {
  const { asked, workspace, folders, door, log } = options;
  const server = await listenOnPort(options.listen, asked.port, log);
  options.lifecycle.addCloser('API', () => server.close());
  door.port = server.port;
  door.exposedAt = exposureOf(workspace.host, server.port);
  if (door.exposedAt !== null) tell(warnOfExposure(door.exposedAt), log);
  const folder = asked.comfyuiFolder ?? options.lastFolder;
  if (folder !== null) await folders.open(folder);
  options.onSettled();
  const address = addressOf(workspace.host, server.port);
  void sayReady(options, { address, web: asked.isLaunch ? launch(options, address) : Promise.resolve(null) });
  return {
    async follow({ comfyuiFolder, isLaunch }) {
      if (comfyuiFolder !== null && comfyuiFolder !== workspace.installation()?.rootDir)
        await folders.open(comfyuiFolder);
      if (isLaunch) await launch(options, address);
    },
  };
}

/** Starts ComfyUI and waits for its web UI. The answer is its address; null when there is none, and then the reason was told. */
async function launch(options: BeginOptions, address: string): Promise<string | null> {
  const { workspace, lifecycle, settings, log } = options;
  const limitMs = settings['comfyui.readySeconds'] * 1000;
  if (workspace.installation() === null) {
    tell(nothingToLaunch(options), log);
    return null;
  }
  const { web, note } = await launchWebUi({ ...workspace, address, limitMs });
  // A start that ended because everything ends is no news.
  if (note !== null && !isEnding(lifecycle)) tell(note, log);
  return web;
}

async function sayReady(
  { workspace, door, lifecycle }: BeginOptions,
  { address, web }: { address: string; web: Promise<string | null> },
): Promise<void> {
  const found = await web;
  if (isEnding(lifecycle)) return;
  const folder = workspace.installation()?.rootDir ?? null;
  const line = composeReadyLine({ address, folder, web: found, exposedAt: door.exposedAt });
  process.stdout.write(`${line}\n`);
}

function nothingToLaunch({ asked, lastFolder }: BeginOptions): string {
  return asked.comfyuiFolder === null && lastFolder === null
    ? '--launch: there is no ComfyUI to start. No folder was named and none was opened before. Add --comfyui FOLDER, or choose the folder in the window and press Start.'
    : '--launch: ComfyUI was not started, because its folder could not be opened. Choose another one in the window, and press Start.';
}

function isEnding(lifecycle: Lifecycle): boolean {
  return lifecycle.phase() === 'closing' || lifecycle.phase() === 'closed';
}

/** For whoever reads our output now, and whoever reads the log later. */
function tell(sentence: string, log: Logger): void {
  log.warn(sentence);
  process.stderr.write(`${sentence}\n`);
}
