import type { Emitter } from '../../base/async/emitter';
import type { Logger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import type { Installation, InstallationRow, Recognition } from '../../contract/installation';
import type { ManagerOperations } from '../../contract/operations';
import type { AppSettings } from '../../contract/settings';
import type { DemoWorld } from './demo-world';
import type { FolderStore } from '../store/folder-store';
import { exposureOf, type Door } from './door-address';
import { createWorkspaceCommands, type WorkspaceCommands } from './commands';
import { describeOpen, listInstallations, type OpenInstallation } from './list-installations';
import { createOpening, type OpeningOptions } from './opening';
import { createInstances, type Instance, type InstancesOptions } from './instances';
import { noFolder } from './no-folder';
import { createShownInstance } from './shown-instance';

/**
 * The installations that are open, side by side: each has its own core and its own door, and goes on working while another is shown. What is
 * said of "the" installation is the shown one: the window, the tray and the menu speak of it. No folder has two cores.
 */
export interface Workspace extends WorkspaceCommands {
  /** The shown installation. */
  installation: () => Installation | null;
  /** Those of the shown installation; null while none is open, and while it closes. */
  operations: () => ManagerOperations | null;
  /** Where the shown installation is served; the door of the app while none is open. */
  door: Door;
  /** Where the doors listen. */
  host: string;
  /** What serves the shown installation, for whoever stays with it whatever is shown later. */
  shownInstance: () => Instance | null;
  list: () => Promise<InstallationRow[]>;
  /** Lets the window have the list anew. */
  announceList: () => void;
  /** The open installations and what each does. */
  overview: () => OpenInstallation[];
  /** Those that this app works for: what they do stops with it. */
  ownWorks: () => OpenInstallation[];
  recognise: (folder: string) => Promise<Recognition>;
  /** Tries the broken line of an open installation on another machine now. Throws why it stays broken. */
  retry: (folder: string) => Promise<void>;
  /** Opens the first door. Throws `port-unavailable`, or `invalid-input` about `gateway.host`. */
  openDoor: (folder: string | null) => Promise<void>;
  closeDoors: () => Promise<void>;
  /** Ports on which the app and the ComfyUIs behind it listen now. */
  ownPorts: () => readonly number[];
}

type Recognise = (folder: string, settings: AppSettings) => Promise<Recognition>;

export interface WorkspaceOptions extends Pick<InstancesOptions, 'createCore' | 'createDoor' | 'requestedPort'> {
  /** The person's own settings of this run. */
  settings: AppSettings;
  /** ComfyUI is started behind the gateway in this run. */
  isLaunch: boolean;
  folderStore: FolderStore;
  recognise: Recognise;
  connect: OpeningOptions['connect'];
  demo: DemoWorld;
  /**
   * What the window hears. Facts of the shown installation are told here, `cmd-installation-changed` when another one is shown, and
   * `cmd-installations-changed` about all.
   */
  events: Pick<Emitter<AppEvent>, 'emit'>;
  log: Logger;
}

/** The door of an instance, and its ComfyUI where one serves. */
function portsOf({ port, upstream }: Instance): number[] {
  const address = upstream.address();
  return address === null || upstream.remote() !== null ? [port] : [port, Number(new URL(address).port)];
}

/** Makes an empty workspace. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { settings, folderStore, recognise, events } = options;
  const host = settings['gateway.host'];
  const list = () => listInstallations(instances.all(), shownInstance.shown(), folderStore);
  const shownInstance = createShownInstance({
    events,
    list,
    isRemembered: (instance) => !opening.isDemo(instance),
    folderStore,
  });
  const instances = createInstances({
    ...options,
    rememberedPort: folderStore.apiPort,
    onEvent: shownInstance.pass,
    onActivity: shownInstance.announceList,
  });
  const opening = createOpening({ ...options, instances });
  const overview = () => instances.all().flatMap((instance) => describeOpen(instance, shownInstance.shown()));
  const current = () => shownInstance.shown()?.slot.current() ?? null;
  const port = () => (shownInstance.shown() ?? instances.all()[0])?.port ?? null;
  return {
    installation: () => current()?.installation ?? null,
    operations: () => current()?.core.operations ?? null,
    door: {
      get port() {
        return port();
      },
      get exposedAt() {
        const now = port();
        return now === null ? null : exposureOf(host, now);
      },
    },
    host,
    shownInstance: shownInstance.shown,
    list,
    announceList: shownInstance.announceList,
    overview,
    ownWorks: () => overview().filter(({ isRemote }) => !isRemote),
    recognise: (folder) => recognise(folder, settings),
    async retry(folder) {
      const line = opening.find(folder)?.slot.current()?.core.remote;
      if (line === undefined) throw noFolder();
      await line.retry();
    },
    openDoor: instances.openFirst,
    closeDoors: instances.closeDoors,
    ownPorts: () => instances.all().flatMap(portsOf),
    ...createWorkspaceCommands({ shownInstance, instances, opening, demo: options.demo }),
  };
}
