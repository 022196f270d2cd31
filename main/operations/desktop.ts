import { dirname, join } from 'node:path';
import { app, dialog, shell, type BrowserWindow } from 'electron';
import { ensureFolder, pathExists, resolveInside } from '../../src/base/files/files';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import type { OperationOutput, OperationsOf, ShellOperations } from '../../src/contract/operations';
import type { Host } from '../../src/host/host';
import { findSidecars } from '../../src/manager/models/places/sidecars';
import { createInstallSources } from './install-sources';
import { leadsIntoOwnDoor } from '../window/own-door';
import type { AppPreferences } from '../shell/preferences';
import type { ShellContext } from '../shell/shell-context';
import type { Given } from './given';
import { createFileOperations } from './person-files';
import { createTerminal } from './terminal';
import type { Workspace } from '../../src/host/workspace/workspace';
import { readCore } from '../../src/host/workspace/core-call';
import { noFolder } from '../../src/host/workspace/no-folder';

export interface DesktopOptions {
  window: BrowserWindow;
  host: Pick<Host, 'operations' | 'workspace'>;
  preferences: Pick<AppPreferences, 'operations'>;
  updates: Pick<ShellContext['updates'], 'emit'>;
  appUpdates: { operations: OperationsOf<'updates'> };
  given: Pick<Given, 'operations'>;
  givenFiles: Set<string>;
}

/** What the shell can do for its window: choose, open and close an installation, and reach out to the desktop. */
export function createShellOperations(options: DesktopOptions): ShellOperations {
  const { window, host } = options;
  const { workspace } = host;
  return {
    ...host.operations,
    ...options.preferences.operations,
    ...options.appUpdates.operations,
    ...options.given.operations,
    ...createInstallSources(window, options.givenFiles),
    ...createFileOperations(window, workspace),
    ...createTerminal(workspace, app.getPath('userData')),
    'desktop.chooseFolder': async ({ title }) => {
      const chosen = await dialog.showOpenDialog(window, { title, properties: ['openDirectory'] });
      const folder = chosen.canceled ? null : (chosen.filePaths[0] ?? null);
      if (folder !== null) options.givenFiles.add(folder);
      return { folder };
    },
    'desktop.openExternal': async ({ url }) => {
      await openAddress(url);
      return {};
    },
    'desktop.noteUpdates': (noted) => {
      options.updates.emit(noted);
      return Promise.resolve({});
    },
    'desktop.revealPack': async ({ name }) => {
      shell.showItemInFolder(await findPack(name, workspace));
      return {};
    },
    'desktop.revealModel': async ({ path }) => {
      shell.showItemInFolder(await findModel(path, workspace));
      return {};
    },
    'desktop.openModelFolder': async ({ key }) => {
      const folder = await findModelFolder(key, workspace);
      await ensureFolder(folder);
      const problem = await shell.openPath(folder);
      if (problem !== '') throw folderStaysClosed(folder, problem);
      return {};
    },
    'desktop.trashModel': async ({ path }) => {
      const model = await findModel(path, workspace);
      const sidecars = await findSidecars(model);
      await trash(model);
      for (const name of sidecars) await trash(join(dirname(model), name));
      return {};
    },
  };
}

/**
 * Opens a web address in the browser; nothing else may reach the system, since other schemes start programs. Of our own doors only the page of the
 * web UI: links come out of packs.
 */
async function openAddress(address: string): Promise<void> {
  const url = new URL(address);
  const { protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new AppError('invalid-input', msg`Only web addresses can be opened, not "${protocol}".`, {
      remedy: msg`Open it by hand.`,
    });
  }
  if (await leadsIntoOwnDoor(url)) {
    throw new AppError('invalid-input', msg`This link leads to this app itself, so it is not opened.`, {
      remedy: msg`Use the buttons of this window for what the app can do.`,
    });
  }
  await shell.openExternal(address);
}

async function findPack(name: string, workspace: Workspace): Promise<string> {
  const installation = workspace.installation();
  if (!installation) throw noFolder();
  for (const folder of [installation.customNodesDir, join(installation.customNodesDir, '.disabled')]) {
    if (!(await pathExists(folder))) continue;
    const packDir = await resolveInside(folder, name);
    if (await pathExists(packDir)) return packDir;
  }
  throw new AppError('pack-not-found', msg`"${name}" is not in custom_nodes.`, {
    remedy: msg`Read the list of packs again.`,
  });
}

/** What the core itself lists of models and their folders: no other path of the machine can be named. */
function listModels(workspace: Workspace): Promise<OperationOutput<'models.local'>> {
  return readCore(workspace, 'models.local', {});
}

/** The first folder of a key, into which downloads go. */
async function findModelFolder(key: string, workspace: Workspace): Promise<string> {
  const { folders } = await listModels(workspace);
  const folder = Object.hasOwn(folders, key) ? folders[key]?.[0] : undefined;
  if (folder !== undefined) return folder;
  throw new AppError('model-not-found', msg`"${key}" is not a folder of models of this installation.`, {
    remedy: msg`Read the list of models again.`,
  });
}

function folderStaysClosed(folder: string, problem: string): AppError {
  return new AppError('not-found', msg`The folder ${folder} could not be opened: ${problem}.`, {
    remedy: msg`Open it by hand.`,
  });
}

async function findModel(path: string, workspace: Workspace): Promise<string> {
  const { models } = await listModels(workspace);
  const model = models.find((known) => known.path === path);
  if (model) return model.path;
  throw new AppError('model-not-found', msg`${path} is not a model of this installation, or it is gone.`, {
    remedy: msg`Read the list of models again.`,
  });
}

async function trash(file: string): Promise<void> {
  try {
    await shell.trashItem(file);
  } catch (error) {
    throw new AppError(
      'trash-failed',
      msg`${file} could not be moved to the trash of this system, so it was left where it is.`,
      {
        remedy: msg`Delete it by hand, in its folder.`,
        cause: error,
      },
    );
  }
}
