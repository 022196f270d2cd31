import { join } from 'node:path';
import { app, dialog, shell, type BrowserWindow } from 'electron';
import { pathExists, resolveInside } from '../src/base/files';
import { AppError } from '../src/contract/errors';
import type { Installation } from '../src/contract/installation';
import { dispatch, type ShellOperations } from '../src/contract/operations';
import type { Door } from './ready-line';
import type { StateStore } from './state-store';
import { rememberFolder } from './stored-state';
import { suggestFolders } from './suggestions';
import type { Workspace } from './workspace';

export interface DesktopOptions {
  window: BrowserWindow;
  workspace: Workspace;
  store: StateStore;
  /** Resolves when the app has tried to open the folder it starts with: before that, "none is open" would be a guess. */
  settled: Promise<void>;
  /** The API's listener once it is there. */
  door: Door;
}

/** What the shell can do for its window: choose, open and close an installation, and reach out to the desktop. */
export function createShellOperations({ window, workspace, store, settled, door }: DesktopOptions): ShellOperations {
  return {
    'installation.current': async () => {
      await settled;
      const installation = await readInstallation(workspace);
      return { installation, demoAvailable: await hasDemo(), apiPort: door.port, exposedAt: door.exposedAt };
    },
    'installation.recognise': ({ folder }) => workspace.recognise(folder),
    'installation.open': async ({ folder }) => {
      const installation = await workspace.open(folder);
      store.update((state) => rememberFolder(state, installation.rootDir));
      return { installation };
    },
    // Not remembered: the folder is gone when the demo ends.
    'installation.openDemo': async () => ({ installation: await openDemo(workspace) }),
    'installation.close': async () => {
      await workspace.close();
      store.update((state) => ({ ...state, lastFolder: null }));
      return {};
    },
    'installation.suggestions': async () => ({
      folders: await suggestFolders(readPlaces(), store.read().recentFolders, (folder) => workspace.recognise(folder)),
    }),
    'desktop.chooseFolder': async ({ title }) => {
      const chosen = await dialog.showOpenDialog(window, { title, properties: ['openDirectory'] });
      return { folder: chosen.canceled ? null : (chosen.filePaths[0] ?? null) };
    },
    'desktop.openExternal': async ({ url }) => {
      await openAddress(url);
      return {};
    },
    'desktop.revealPack': async ({ name }) => {
      shell.showItemInFolder(await findPack(name, workspace));
      return {};
    },
    'desktop.revealModel': async ({ path }) => {
      shell.showItemInFolder(await findModel(path, workspace));
      return {};
    },
    'desktop.trashModel': async ({ path }) => {
      await trash(await findModel(path, workspace));
      return {};
    },
  };
}

/** The open installation with the version it has now: a switch of ComfyUI has changed it since it was opened. */
async function readInstallation(workspace: Workspace): Promise<Installation | null> {
  const installation = workspace.installation();
  if (installation === null) return null;
  const now = await workspace.recognise(installation.rootDir);
  return now.recognised ? { ...installation, version: now.installation.version } : installation;
}

async function openDemo(workspace: Workspace): Promise<Installation> {
  if (await hasDemo()) return workspace.openDemo();
  throw new AppError('demo-failed', 'This app does not carry the demo world.', {
    remedy: 'Start the app with `npm start` in a checkout of its source.',
  });
}

/** A checkout carries the demo world; a packaged app does not. */
async function hasDemo(): Promise<boolean> {
  return !app.isPackaged && (await pathExists(join(app.getAppPath(), 'e2e', 'world')));
}

function readPlaces() {
  return {
    homeDir: app.getPath('home'),
    documentsDir: app.getPath('documents'),
    desktopDir: app.getPath('desktop'),
    downloadsDir: app.getPath('downloads'),
    platform: process.platform,
  };
}

/** Opens a web address in the browser; nothing else may reach the system, since other schemes start programs. */
async function openAddress(address: string): Promise<void> {
  const { protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new AppError('invalid-input', `Only web addresses are opened, not "${protocol}".`, {
      remedy: 'Open it by hand.',
    });
  }
  await shell.openExternal(address);
}

async function findPack(name: string, workspace: Workspace): Promise<string> {
  const installation = workspace.installation();
  if (!installation) {
    throw new AppError('installation-missing', 'No ComfyUI folder is open.', {
      remedy: 'Choose a ComfyUI folder first.',
    });
  }
  for (const folder of [installation.customNodesDir, join(installation.customNodesDir, '.disabled')]) {
    if (!(await pathExists(folder))) continue;
    const packDir = await resolveInside(folder, name);
    if (await pathExists(packDir)) return packDir;
  }
  throw new AppError('pack-not-found', `"${name}" is not in custom_nodes.`, {
    remedy: 'Read the list of packs again.',
  });
}

/** Only what the core itself lists as a model: no other path of the machine can be named. */
async function findModel(path: string, workspace: Workspace): Promise<string> {
  const core = workspace.operations();
  const call = { name: 'models.local', input: {}, context: { door: 'window' } } as const;
  const listed = core === null ? [] : (await dispatch<'models.local'>(core, call)).models;
  const model = listed.find((known) => known.path === path);
  if (model) return model.path;
  throw new AppError('model-not-found', `${path} is no model of this installation, or it is gone.`, {
    remedy: 'Read the list of models again.',
  });
}

async function trash(file: string): Promise<void> {
  try {
    await shell.trashItem(file);
  } catch (error) {
    throw new AppError(
      'trash-failed',
      `${file} could not be moved to the trash of this system, so it was left where it is.`,
      {
        remedy: 'Delete it by hand, in its folder.',
        cause: error,
      },
    );
  }
}
