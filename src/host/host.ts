import { join } from 'node:path';
import { createEmitter, type Emitter } from '../base/async/emitter';
import { declareOwnDoors } from '../base/http/own-doors';
import { narrowFolder } from '../base/files/private-folder';
import { createFileLogger, type ClosableLogger, type Logger } from '../base/log';
import type { AppEvent } from '../contract/events';
import type { Installation, Recognition } from '../contract/installation';
import type { OperationsOf } from '../contract/operations';
import type { AppSettings } from '../contract/settings';
import { formatMessage, type Sentence } from '../contract/text/message';
import { isFromHere } from '../server/http/guards';
import type { IsToken } from '../server/http/token-guard';
import { createInstallationOperations, type InstallationOperations } from './operations/installation';
import { createPersonalOperations, openSecretsOf, tokensFor, type PersonalOperations } from './operations/personal';
import { createRemoteOperations } from './operations/remote';
import { createRemoteStore, type RemoteStore } from './remote/remote-store';
import { createSetupService, type SetupService } from './operations/setup';
import type { Places } from './operations/suggestions';
import { openApiToken, type ApiToken } from './store/api-token';
import { openLocalToken, type LocalToken } from './store/local-token';
import { noteServed } from './store/served-notes';
import { reloadSettings, type ReloadedSettings } from './store/reload-settings';
import { createChangeSetting } from './store/change-setting';
import { keepDataStamp, refuseNewerData } from './store/data-stamp';
import { createFolderStore, type FolderStore } from './store/folder-store';
import { preparedDirOf } from './store/prepared-files';
import { putProfileInOrder } from './store/profile-files';
import type { Secrets } from './store/secrets';
import type { SystemEncryption } from './store/settings-cipher';
import type { StateStore } from './store/state-store';
import { resolveSettings } from './store/stored-state';
import { createDemoWorld, type DemoWorldOptions } from './workspace/demo-world';
import { addressOf } from './workspace/door-address';
import { tellHeldFolder } from './workspace/held-folder';
import { readOtherInstallations } from './workspace/other-installations';
import { openLockedCore, type LockedCoreOptions } from './workspace/locked-core';
import { createWorkspace, type Workspace } from './workspace/workspace';

/** What the host needs of the program around it, which alone knows the system's desktop. */
export interface HostOptions {
  /** Where the app keeps its own files. */
  profileDir: string;
  appVersion: string;
  /** Opens what the app remembers; called once, when the profile is in order. */
  openStore: () => StateStore;
  /** Where people keep things; asked when suggestions are. */
  places: () => Places;
  /** What encrypts tokens; without it they are stored as they are, in a file that this account alone reads. */
  encryption: SystemEncryption | null;
  demo: Pick<DemoWorldOptions, 'nodeProgram' | 'projectDir'>;
  /** Which files of this machine a person has given to the window: only they are sent to other machines. Left out: none. */
  isGiven?: (path: string) => boolean;
  /** What this run was started with. */
  run: RunOptions;
  /** Where is told what happens. Left out: a file of the profile. */
  log?: ClosableLogger;
  /** Resolves when the folder that the run starts with was opened, or could not be. */
  settled: Promise<void>;
}

/** What the command line says about installations and settings of one run. */
interface RunOptions {
  /** Port of the API; null: the usual one, or any free one. */
  port: number | null;
  /** ComfyUI is started at once, behind the gateway. */
  isLaunch: boolean;
  /** Settings that count in this run alone. */
  overrides: Record<string, string>;
  /** Nothing begins by itself in a folder that is opened: tasks that wait do so until something is ordered. */
  startsNothing?: boolean;
}

/** Opens installations and their doors, and keeps what the app remembers. It needs Node alone: a window is one of its callers. */
export interface Host {
  log: Logger;
  store: StateStore;
  /** What counts in this run; changed in place. */
  settings: AppSettings;
  apiToken: ApiToken;
  /** What is told of the shown installation and of all together. */
  events: Emitter<AppEvent>;
  workspace: Workspace;
  setup: SetupService;
  /** What can be asked of it beside the operations of an installation. */
  operations: HostOperations;
  /** Reads anew what other programs of the profile have changed in it: settings, the API token, tokens of accounts. */
  reload: () => Promise<ReloadedSettings>;
  /** To be called last, when everything else has closed. */
  closeLog: () => void;
}

export type HostOperations = InstallationOperations &
  PersonalOperations &
  OperationsOf<'remote'> &
  SetupService['operations'];

/** Opens the profile; no folder and no door is open yet. Throws `data-newer` for a profile that a newer app has written. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { profileDir, appVersion, run, places, demo, settled } = options;
  narrowFolder(profileDir);
  await refuseNewerData(profileDir);
  const notices = await putProfileInOrder(profileDir);
  await keepDataStamp(profileDir, appVersion, (sentence) => void notices.push(sentence));
  const log = options.log ?? createFileLogger(join(profileDir, 'logs', 'main.log'));
  for (const sentence of notices) log.warn(formatMessage(sentence));
  const store = options.openStore();
  const settings = resolveSettings(store.read().overrides, run.overrides);
  const { secrets, remoteTokens } = await openSecretsOf(profileDir, options.encryption, log);
  const apiToken = await openApiToken(join(profileDir, 'api-token.json'));
  const events = createEmitter<AppEvent>((error) => log.error('An event listener failed.', { error: String(error) }));
  const changeSetting = createChangeSetting(store, settings);
  const folderStore = createFolderStore({ store, settings, overrides: run.overrides, changeSetting });
  const remotes = createRemoteStore({ folderStore, tokens: remoteTokens });
  const ground: Ground = { ...options, log, settings, secrets, remotes, apiToken, events, folderStore, notices };
  const workspace = openWorkspace(ground);
  const setup = composeSetup(ground);
  const operations = {
    ...createPersonalOperations({ store, settings, overrides: run.overrides, secrets, apiToken, workspace }),
    ...createInstallationOperations({
      ...{ workspace, folderStore, remotes, store, settled, places, projectDir: demo.projectDir },
    }),
    ...setup.operations,
    ...createRemoteOperations({ workspace, remotes, profileDir }),
  };
  const reload = async () => {
    await Promise.all([apiToken.reload(), secrets.reload(), remoteTokens.reload()]);
    return reloadSettings(store, settings, run.overrides);
  };
  return { log, store, settings, apiToken, events, workspace, setup, operations, reload, closeLog: () => log.close() };
}

/** What the installations of a run are opened with. */
interface Ground extends Omit<HostOptions, 'log'> {
  log: Logger;
  settings: AppSettings;
  secrets: Secrets;
  remotes: RemoteStore;
  apiToken: ApiToken;
  events: Emitter<AppEvent>;
  folderStore: FolderStore;
  /** What was found wrong with files of the app before any folder was opened; the first core that opens tells it. */
  notices: Sentence[];
}

/** Whether a folder is one of ComfyUI, and which. */
async function recognise(folder: string, settings: AppSettings): Promise<Recognition> {
  const { recogniseInstallation } = await import('../manager/comfyui/environment/recognise');
  return recogniseInstallation(folder, { interpreter: settings['python.interpreter'] });
}

/** Core and server are loaded when they are first needed, behind the window: that takes longer than the first paint. */
function openWorkspace(ground: Ground): Workspace {
  const { run, events, log, settings, folderStore, secrets, apiToken, appVersion, profileDir } = ground;
  const listener = { host: settings['gateway.host'], allowedHosts: settings['gateway.allowedHosts'].split(',') };
  let localToken: Promise<LocalToken> | null = null;
  const openLocal = () => (localToken ??= openLocalToken(profileDir, log));
  const ending = new AbortController();
  const lockedBy = ({ rootDir }: Installation, port: number): LockedCoreOptions => ({
    ...{ appVersion, address: addressOf(listener.host, port), signal: ending.signal },
    noteServed: async (folder, address) =>
      noteServed(profileDir, { folder, address, core: (await openLocal()).core, pid: process.pid }, log),
    ...tellHeldFolder(rootDir, { events, log, close: (folder) => workspace.close(folder) }),
  });
  const workspace: Workspace = createWorkspace({
    ...{ events, log, settings, folderStore },
    isLaunch: run.isLaunch,
    requestedPort: run.port,
    demo: createDemoWorld({ ...ground.demo, log }),
    recognise,
    connect: async (folder, target) => {
      const [{ openRemoteCore }, { createPreparedTables }] = await Promise.all([
        import('./remote/remote-core'),
        import('../manager/catalogue/table/prepared-table'),
      ]);
      const tables = createPreparedTables(preparedDirOf(profileDir, folder));
      const known = target ?? (await ground.remotes.find(folder));
      return openRemoteCore({ target: known, tables, isGiven: ground.isGiven, signal: ending.signal });
    },
    createCore: (installation, coreSettings, port) =>
      openLockedCore(installation, lockedBy(installation, port), async (notices) => {
        const { createManager } = await import('../manager/manager');
        const readToken = tokensFor(coreSettings, secrets);
        // The core waits for the tokens: one that asks too early would ask a host without an account.
        await secrets.ready;
        const preparedDir = preparedDirOf(profileDir, installation.rootDir);
        return createManager({
          ...coreSettings,
          ...{ installation, readToken, profileDir, preparedDir, appVersion, log },
          startsNothing: run.startsNothing ?? false,
          isFamiliar: folderStore.list().some(({ folder }) => folder === installation.rootDir),
          // The demo is alone.
          otherInstallations: async () =>
            coreSettings.kind === 'demo'
              ? []
              : readOtherInstallations(installation.rootDir, { folderStore, recognise }),
          notices: [...ground.notices.splice(0), ...notices],
        });
      }),
    createDoor: async (behind) => {
      const { createServer } = await import('../server/server');
      const { prove, ...local } = await openLocal();
      // The token of this account is for programs of this machine, whatever names and addresses others may call.
      const isToken: IsToken = (text, source) => apiToken.isToken(text) || (isFromHere(source) && local.isToken(text));
      return createServer({ ...behind, ...listener, isToken, isLocalToken: local.isToken, prove, appVersion, log });
    },
  });
  declareOwnDoors(workspace.ownPorts);
  const closeAll = () => {
    ending.abort();
    return workspace.closeAll();
  };
  return { ...workspace, closeAll };
}

/** What installs ComfyUI where there is none. It keeps nothing in memory until somebody wants that. */
function composeSetup({ settings, secrets, events, log, folderStore, profileDir, places }: Ground): SetupService {
  return createSetupService(async () => {
    const [{ createSetup }, { gitSettings }] = await Promise.all([
      import('../manager/setup/setup'),
      import('../manager/installation/git-settings'),
    ]);
    await secrets.ready;
    return createSetup({
      ...{ settings, log, profileDir },
      gitOptions: gitSettings(settings, () => ({ git_exe: '' }), secrets.read),
      homeDir: places().homeDir,
      keepArguments: (folder, words) => {
        if (!settings['comfyui.arguments'].includes(words))
          folderStore.keepFor(folder)('comfyui.arguments', `${settings['comfyui.arguments']} ${words}`.trim());
      },
      announce: (payload) => events.emit({ name: 'cmd-setup-changed', payload }),
    });
  });
}
