import { realPathOf } from '../../base/files/files';
import { wordsOf } from '../../contract/text/message';
import { AppError } from '../../contract/errors';
import type { Installation, Recognition } from '../../contract/installation';
import { isRemoteFolder } from '../../contract/remote/names';
import type { AppSettings } from '../../contract/settings';
import { chooseComfyPort } from './comfy-port';
import type { DemoPlace, DemoWorld } from './demo-world';
import { createDemoSettings, fitCoreSettings, type CoreSettings } from './core-settings';
import type { RemoteCore, RemoteTarget } from '../remote/remote-core';
import type { FolderStore } from '../store/folder-store';
import type { Instance, Instances } from './instances';

export interface OpeningOptions {
  instances: Instances;
  folderStore: FolderStore;
  /** The person's own settings of this run. */
  settings: AppSettings;
  isLaunch: boolean;
  recognise: (folder: string, settings: AppSettings) => Promise<Recognition>;
  /** Connects with the core that is known by this name, or with the one that is meant. */
  connect: (folder: string, target?: RemoteTarget) => Promise<RemoteCore>;
  demo: DemoWorld;
}

/** Brings cores into instances and out of them. The caller sees to it that no two of these overlap. */
export interface Opening {
  /** The instance of a folder, which is opened there unless it is open. Throws `installation-missing`, `installation-in-use`. */
  own: (folder: string) => Promise<Instance>;
  /** The same for one on another machine. With a target it is connected with anew where it is open. Throws what connecting throws; then nothing has changed. */
  remote: (folder: string, target?: RemoteTarget) => Promise<Instance>;
  demo: (place: DemoPlace) => Promise<Instance>;
  /** Ends the core of an instance; its door goes with it unless it is the last. */
  close: (instance: Instance) => Promise<void>;
  isDemo: (instance: Instance) => boolean;
  /** The instance of a folder that is open under exactly this name. */
  find: (folder: string) => Instance | undefined;
}

/** Makes the opener for the instances of a run. */
export function createOpening(options: OpeningOptions): Opening {
  const { instances, folderStore, settings, recognise } = options;
  const isDemo = (instance: Instance) => instance.slot.current()?.kind === 'demo';
  const ownSettings = (folder: string): CoreSettings => ({
    kind: 'own',
    settings: folderStore.settingsOf(folder),
    changeSetting: folderStore.keepFor(folder),
    enter: () => () => Promise.resolve(),
  });

  async function close(instance: Instance): Promise<void> {
    try {
      await instance.slot.close();
    } finally {
      instance.slot.announce();
      await instances.leave(instance);
    }
  }

  const fill = (installation: Installation, given: CoreSettings) => fillInstance(installation, given, options);

  const find = (folder: string) => instances.all().find(({ slot }) => slot.current()?.installation.rootDir === folder);

  /** The demo lives in an environment of its own, which the programs of no other core may see. */
  async function closeDemo(): Promise<void> {
    for (const instance of instances.all().filter(isDemo)) await close(instance);
  }

  async function keep(installation: Installation, given: CoreSettings): Promise<Instance> {
    const instance = await fill(installation, given);
    folderStore.noteOpened(installation, instances.isRequested(instance) ? null : instance.port);
    return instance;
  }

  return {
    close,
    isDemo,
    find,
    async own(folder) {
      // The folder is looked at before anything is closed: a folder that is refused changes nothing.
      const installation = await recogniseOrThrow(folder, settings, recognise);
      const open = await findOpen(installation, instances);
      if (open) return open;
      await closeDemo();
      return keep(installation, ownSettings(installation.rootDir));
    },
    async remote(folder, target) {
      const before = find(folder);
      if (before !== undefined && target === undefined) return before;
      const core = await options.connect(folder, target);
      if (before !== undefined) await close(before);
      await closeDemo();
      return keep(core.installation, { ...ownSettings(folder), core }).catch(async (error: unknown) => {
        await core.close();
        throw error;
      });
    },
    async demo(place) {
      const installation = await recogniseOrThrow(place.comfyui, settings, recognise);
      return fill(installation, createDemoSettings(place, options.demo));
    },
  };
}

/** Opens the core of an installation in an instance that is free. */
async function fillInstance(
  installation: Installation,
  given: CoreSettings,
  { instances, folderStore, settings, isLaunch }: OpeningOptions,
): Promise<Instance> {
  const { kind } = given;
  const folder = installation.rootDir;
  const instance = await instances.take(kind === 'demo' ? null : folder);
  const isNamed = kind === 'own' && folderStore.isNamed(folder, 'comfyui.port');
  const taken = [...instances.all()].flatMap((other) => [
    other.port,
    other.slot.current()?.settings['comfyui.port'] ?? 0,
  ]);
  // What another machine uses takes no port of this one.
  const port = given.core === undefined ? chooseComfyPort(given.settings, { isLaunch, isNamed, taken }) : 0;
  try {
    await instance.slot.open(installation, fitCoreSettings(given, { port, own: settings }), instance.port);
  } catch (error) {
    await instances.leave(instance);
    throw error;
  } finally {
    instance.slot.announce();
  }
  return instance;
}

/** One folder has one core, however many links lead to it. */
async function findOpen({ baseDir }: Installation, instances: Instances): Promise<Instance | undefined> {
  const wanted = await realPathOf(baseDir);
  for (const instance of instances.all()) {
    const open = instance.slot.current()?.installation;
    if (open && !isRemoteFolder(open.rootDir) && (await realPathOf(open.baseDir)) === wanted) return instance;
  }
  return undefined;
}

async function recogniseOrThrow(
  folder: string,
  settings: AppSettings,
  recognise: OpeningOptions['recognise'],
): Promise<Installation> {
  const recognition = await recognise(folder, settings);
  if (recognition.recognised) return recognition.installation;
  const words = wordsOf(recognition);
  throw new AppError('installation-missing', words?.message ?? recognition.reason, {
    remedy: words?.remedy ?? recognition.suggestion,
    details: { folder, ...(recognition.folder !== null && { meant: recognition.folder }) },
  });
}
