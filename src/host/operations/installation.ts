import { join } from 'node:path';
import { pathExists } from '../../base/files/files';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Installation } from '../../contract/installation';
import type { ShellOperations } from '../../contract/operations';
import { isRemoteFolder } from '../../contract/remote/names';
import type { RemoteStore } from '../remote/remote-store';
import type { FolderStore } from '../store/folder-store';
import type { StateStore } from '../store/state-store';
import { readCore } from '../workspace/core-call';
import { suggestFolders, type Places } from './suggestions';
import type { Workspace } from '../workspace/workspace';

export type InstallationOperations = Pick<ShellOperations, Extract<keyof ShellOperations, `installation.${string}`>>;

export interface InstallationOptions {
  workspace: Workspace;
  folderStore: Pick<FolderStore, 'forget'>;
  remotes: Pick<RemoteStore, 'forget'>;
  store: Pick<StateStore, 'read'>;
  /** Resolves when the app has tried to open the folder it starts with: before that, "none is open" would be a guess. */
  settled: Promise<void>;
  places: () => Places;
  /** Of the program; where it is a checkout, the demo world is in it. */
  projectDir: string;
}

/** What the window does with installations: which are open, which one is shown, and which are remembered. */
export function createInstallationOperations(options: InstallationOptions): InstallationOperations {
  const { workspace, folderStore, store, settled, places } = options;
  const hasDemo = () => pathExists(join(options.projectDir, 'e2e', 'world'));
  const open = async ({ folder }: { folder: string }) => ({ installation: await workspace.open(folder) });
  return {
    'installation.current': async () => {
      await settled;
      const installation = await readInstallation(workspace);
      const { port: apiPort, exposedAt } = workspace.door;
      return { installation, demoAvailable: await hasDemo(), apiPort, exposedAt };
    },
    'installation.recognise': ({ folder }) => workspace.recognise(folder),
    'installation.list': async () => ({ installations: await workspace.list() }),
    'installation.open': open,
    'installation.show': open,
    'installation.openDemo': async () => {
      if (await hasDemo()) return { installation: await workspace.openDemo() };
      throw new AppError('demo-failed', msg`This app does not include the demo.`, {
        remedy: msg`Choose one of your own ComfyUI folders.`,
      });
    },
    'installation.close': async ({ folder, stopTasks }) => {
      if (!stopTasks) refuseBusy(workspace, folder);
      await workspace.close(folder);
      return {};
    },
    'installation.forget': async ({ folder }) => {
      refuseOpen(workspace, folder);
      if (isRemoteFolder(folder)) await options.remotes.forget(folder);
      folderStore.forget(folder);
      workspace.announceList();
      return {};
    },
    'installation.suggestions': () =>
      suggestFolders(places(), store.read().recentFolders, (folder) => workspace.recognise(folder)),
  };
}

/** The open installation with the version it has now: a switch of ComfyUI has changed it since it was opened. */
async function readInstallation(workspace: Workspace): Promise<Installation | null> {
  const installation = workspace.installation();
  if (installation === null) return null;
  if (installation.remote !== undefined)
    return { ...installation, version: await readFarVersion(workspace, installation) };
  const now = await workspace.recognise(installation.rootDir);
  return now.recognised ? { ...installation, version: now.installation.version } : installation;
}

/** What lies on disk there; what was known last while the line is broken. */
async function readFarVersion(workspace: Workspace, { version }: Installation): Promise<string | null> {
  const line = workspace.shownInstance()?.slot.current()?.core.remote;
  if (line?.connection().state !== 'connected') return version;
  const status = await readCore(workspace, 'comfyui.status', {}).catch(() => null);
  return status?.versions.installed.version ?? version;
}

function refuseBusy(workspace: Workspace, folder: string | undefined): void {
  const closing = workspace.overview().find((open) => (folder === undefined ? open.isShown : open.folder === folder));
  if (!closing?.queue || closing.isRemote || closing.queue.running.length === 0) return;
  throw new AppError(
    'installation-busy',
    msg`A task is running in ${closing.folder}, so it was not closed: closing would undo what the task has done so far.`,
    {
      remedy: msg`Wait until it has ended, cancel it in Activity, or close the folder and let the task start again when it is next opened.`,
      details: { folder: closing.folder, running: closing.queue.running.length, pending: closing.queue.pending.length },
    },
  );
}

function refuseOpen(workspace: Workspace, folder: string): void {
  if (!workspace.overview().some((open) => open.folder === folder)) return;
  throw new AppError('installation-busy', msg`${folder} is open, so it was not removed from the list.`, {
    remedy: msg`Close it first.`,
    details: { folder },
  });
}
