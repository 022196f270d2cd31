import { realPathOf } from '../../src/base/files/files';
import { AppError } from '../../src/contract/errors';
import type { Installation, Recognition } from '../../src/contract/installation';
import type { AppSettings } from '../../src/contract/settings';
import { chooseComfyPort } from './comfy-port';
import type { Ground } from './core-slot';
import { createDemoGround } from './demo-ground';
import type { DemoPlace, DemoWorld } from './demo-world';
import { fitGround } from './fitted-ground';
import type { FolderMemory } from '../store/folder-store';
import type { Seat, Seats } from './instances';

export interface OpeningOptions {
  seats: Seats;
  memory: FolderMemory;
  /** The person's own settings of this run. */
  settings: AppSettings;
  isLaunch: boolean;
  recognise: (folder: string, settings: AppSettings) => Promise<Recognition>;
  demo: DemoWorld;
}

/** Brings cores into seats and out of them. The caller sees to it that no two of these overlap. */
export interface Opening {
  /** The seat of a folder, which is opened there unless it is open. Throws `installation-missing`, `installation-in-use`. */
  own: (folder: string) => Promise<Seat>;
  demo: (place: DemoPlace) => Promise<Seat>;
  /** Ends the core of a seat; its door goes with it unless it is the last. */
  close: (seat: Seat) => Promise<void>;
  isDemo: (seat: Seat) => boolean;
  /** The seat of a folder that is open under exactly this name. */
  find: (folder: string) => Seat | undefined;
}

/** Makes the opener for the seats of a run. */
export function createOpening(options: OpeningOptions): Opening {
  const { seats, memory, settings, recognise } = options;
  const isDemo = (seat: Seat) => seat.slot.current()?.ground === 'demo';
  const ownGround = (folder: string): Ground => ({
    kind: 'own',
    settings: memory.settingsOf(folder),
    keepSetting: memory.keepFor(folder),
    enter: () => () => Promise.resolve(),
  });

  async function close(seat: Seat): Promise<void> {
    try {
      await seat.slot.close();
    } finally {
      seat.slot.announce();
      await seats.leave(seat);
    }
  }

  async function fill(installation: Installation, ground: Ground): Promise<Seat> {
    const { kind } = ground;
    const folder = installation.rootDir;
    const seat = await seats.take(kind === 'demo' ? null : folder);
    const isNamed = kind === 'own' && memory.isNamed(folder, 'comfyui.port');
    const taken = [...seats.all()].flatMap((other) => [
      other.port,
      other.slot.current()?.settings['comfyui.port'] ?? 0,
    ]);
    const port = chooseComfyPort(ground.settings, { isLaunch: options.isLaunch, isNamed, taken });
    try {
      await seat.slot.open(installation, fitGround(ground, { port, own: settings }));
    } catch (error) {
      await seats.leave(seat);
      throw error;
    } finally {
      seat.slot.announce();
    }
    return seat;
  }

  return {
    close,
    isDemo,
    find: (folder) => seats.all().find(({ slot }) => slot.current()?.installation.rootDir === folder),
    async own(folder) {
      // Before anything is closed: a folder that is refused changes nothing.
      const installation = await recogniseOrThrow(folder, settings, recognise);
      const open = await findOpen(installation, seats);
      if (open) return open;
      // The demo lives in an environment of its own, which the programs of no other core may see.
      for (const seat of seats.all().filter(isDemo)) await close(seat);
      const seat = await fill(installation, ownGround(installation.rootDir));
      memory.noteOpened(installation, seats.isAsked(seat) ? null : seat.port);
      return seat;
    },
    async demo(place) {
      const installation = await recogniseOrThrow(place.comfyui, settings, recognise);
      return fill(installation, createDemoGround(place, options.demo));
    },
  };
}

/** However many links lead to it: one folder has one core. */
async function findOpen({ baseDir }: Installation, seats: Seats): Promise<Seat | undefined> {
  const wanted = await realPathOf(baseDir);
  for (const seat of seats.all()) {
    const open = seat.slot.current()?.installation;
    if (open && (await realPathOf(open.baseDir)) === wanted) return seat;
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
  throw new AppError('installation-missing', recognition.reason, {
    remedy: recognition.suggestion,
    details: { folder },
  });
}
