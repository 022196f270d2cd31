import type { Emitter } from '../../base/async/emitter';
import type { AppEvent } from '../../contract/events';
import type { InstallationRow } from '../../contract/installation';
import type { FolderStore } from '../store/folder-store';
import type { InstallationEvent } from './installation-events';
import type { Instance } from './instances';

/** Changes that come together, as at an opening, are one list. */
const gatherMs = 30;

export interface ShownInstanceOptions {
  /** Where the window hears. */
  events: Pick<Emitter<AppEvent>, 'emit'>;
  list: () => Promise<InstallationRow[]>;
  /** Whether the next start may open it; the folder of the demo is gone by then. */
  isRemembered: (instance: Instance) => boolean;
  folderStore: Pick<FolderStore, 'noteShown'>;
}

/** Which installation is shown: its events go through, of the others only the list is told. */
export interface ShownInstance {
  shown: () => Instance | null;
  show: (instance: Instance) => void;
  /** Some of the instances were closed: when the shown one is among them, the one shown before it is shown again. */
  settle: (instances: readonly Instance[]) => void;
  /** Passes an event on when it is of the installation of which the window was told last. */
  pass: (received: InstallationEvent) => void;
  /** Tells the list soon. */
  announceList: () => void;
  /** To be called when everything closes: what is shown then is no choice of the person, and not remembered. */
  end: () => void;
}

/** Makes one without an instance. */
export function createShownInstance({ events, list, isRemembered, folderStore }: ShownInstanceOptions): ShownInstance {
  /** The newest last. */
  let seen: readonly Instance[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** A list counter: anything made before the latest list is stale. */
  let lists = 0;
  let isEnding = false;
  /** Folder of which the window was told last. */
  let announced: string | null = null;
  const shown = () => seen.at(-1) ?? null;

  async function announceShown(): Promise<void> {
    timer = undefined;
    const made = (lists += 1);
    const installations = await list();
    const isNewest = made === lists && !isEnding;
    if (isNewest) events.emit({ name: 'cmd-installations-changed', payload: { installations } });
  }

  function announceList(): void {
    if (!isEnding) timer ??= setTimeout(() => void announceShown(), gatherMs);
  }

  function remember(instance: Instance | null, folder: string | null): void {
    if (!isEnding) folderStore.noteShown(instance && isRemembered(instance) ? folder : null);
  }

  /** Tells only what has changed. An instance may by now hold another installation than before. */
  function announce(): void {
    const instance = shown();
    const installation = instance?.slot.current()?.installation ?? null;
    const folder = installation?.rootDir ?? null;
    announceList();
    if (folder === announced) return;
    announced = folder;
    remember(instance, folder);
    events.emit({ name: 'cmd-installation-changed', payload: { installation, apiPort: instance?.port ?? null } });
  }

  return {
    shown,
    announceList,
    show(instance) {
      seen = [...seen.filter((known) => known !== instance), instance];
      announce();
    },
    settle(instances) {
      const open = instances.filter(({ slot }) => slot.current() !== null);
      const stillSeen = seen.filter((instance) => open.includes(instance));
      // An instance that was opened and never shown is better than none.
      seen = stillSeen.length > 0 ? stillSeen : open.slice(0, 1);
      announce();
    },
    pass({ folder, event }) {
      // The door was told already which one is open; the window is told when it is shown.
      if (folder === announced && event.name !== 'cmd-installation-changed') events.emit(event);
    },
    end() {
      isEnding = true;
      clearTimeout(timer);
    },
  };
}
