import { app } from 'electron';
import { type Sentence } from '../src/contract/text/said';
import type { Emitter } from '../src/base/async/emitter';
import type { Logger } from '../src/base/log';
import { declareOwnDoors } from '../src/base/http/own-doors';
import type { AppEvent } from '../src/contract/events';
import type { AppSettings } from '../src/contract/settings';
import type { ApiToken } from './store/api-token';
import type { Arguments, Environment } from './startup/arguments';
import { createSetupService, type SetupService } from './operations/setup';
import { createDemoWorld } from './workspace/demo-world';
import { createFolderStore, type FolderStore } from './store/folder-store';
import { openLockedCore } from './workspace/locked-core';
import { createChangeSetting } from './store/change-setting';
import { preparedDirOf } from './window/prepared-files';
import type { Secrets } from './store/secrets';
import { tokensFor } from './operations/settings-personal';
import type { StateStore } from './store/state-store';
import { createWorkspace, type Workspace } from './workspace/workspace';

/** What the installations of a run are opened with. */
export interface WorkspaceFoundation {
  asked: Arguments;
  environment: Environment;
  /** What the window hears. */
  events: Emitter<AppEvent>;
  log: Logger;
  store: StateStore;
  settings: AppSettings;
  secrets: Secrets;
  apiToken: ApiToken;
  /** What was found wrong with files of the app before any folder was opened; the first core that opens tells it. */
  told: Sentence[];
}

interface Composed {
  workspace: Workspace;
  folderStore: FolderStore;
  setup: SetupService;
}

/** Builds the workspace. Core and server are loaded when they are first needed, behind the window: that takes longer than the first paint. */
export function composeWorkspace(foundation: WorkspaceFoundation): Composed {
  const { asked, environment, store, events, log, settings, secrets, apiToken } = foundation;
  const changeSetting = createChangeSetting(store, settings);
  const folderStore = createFolderStore({ store, settings, overrides: asked.overrides, changeSetting });
  const listener = { host: settings['gateway.host'], allowedHosts: settings['gateway.allowedHosts'].split(',') };
  const workspace = createWorkspace({
    ...{ events, log, settings, folderStore },
    isLaunch: asked.isLaunch,
    askedPort: asked.port,
    demo: createDemoWorld({ nodeProgram: environment.nodeProgram, projectDir: app.getAppPath(), log }),
    recognise: async (folder, { 'python.interpreter': interpreter }) => {
      const { recogniseInstallation } = await import('../src/manager/comfyui/environment/recognise');
      return recogniseInstallation(folder, { interpreter });
    },
    createCore: (installation, coreSettings) =>
      openLockedCore(installation, app.getVersion(), async (told) => {
        const { createManager } = await import('../src/manager/manager');
        const readToken = tokensFor(coreSettings, secrets);
        // The core waits for the tokens: one that asks too early would ask a host without an account.
        await secrets.ready;
        const profileDir = app.getPath('userData');
        const preparedDir = preparedDirOf(profileDir, installation.rootDir);
        return createManager({
          ...coreSettings,
          installation,
          readToken,
          ...{ profileDir, preparedDir },
          told: [...foundation.told.splice(0), ...told],
          appVersion: app.getVersion(),
          log,
        });
      }),
    createDoor: async (behind) => {
      const { createServer } = await import('../src/server/server');
      return createServer({ ...behind, ...listener, isToken: apiToken.isToken, log });
    },
  });
  declareOwnDoors(workspace.ownPorts);
  return { workspace, folderStore, setup: composeSetup(foundation, folderStore) };
}

/** What installs ComfyUI where there is none. It keeps nothing in memory until somebody wants that. */
function composeSetup({ settings, secrets, events, log }: WorkspaceFoundation, folderStore: FolderStore): SetupService {
  return createSetupService(async () => {
    const [{ createSetup }, { gitSettings }] = await Promise.all([
      import('../src/manager/setup/setup'),
      import('../src/manager/installation/git-settings'),
    ]);
    await secrets.ready;
    return createSetup({
      ...{ settings, log },
      gitOptions: gitSettings(settings, () => ({ git_exe: '' }), secrets.read),
      profileDir: app.getPath('userData'),
      homeDir: app.getPath('home'),
      keepArguments: (folder, words) => {
        if (!settings['comfyui.arguments'].includes(words))
          folderStore.keepFor(folder)('comfyui.arguments', `${settings['comfyui.arguments']} ${words}`.trim());
      },
      announce: (payload) => events.emit({ name: 'cmd-setup-changed', payload }),
    });
  });
}
