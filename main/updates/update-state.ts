import type { AppUpdatesView, UpdateHindrance, UpdatesOff } from '../../src/contract/app/updates';
import { AppError, toWordedBody } from '../../src/contract/errors';
import type { AppSettings } from '../../src/contract/settings';
import { msg } from '../../src/contract/text/message';
import type { UpdateMemory } from '../../src/host/store/stored-state';

export interface UpdateStateOptions {
  /** Version of this app. */
  current: string;
  settings: AppSettings;
  /** Why there are no updates here, and the folder it is about; null: there are. */
  explainOff: () => Promise<{ reason: UpdatesOff; place: string | null } | null>;
  /** What an update waits for now. */
  hindrance: () => UpdateHindrance | null;
  memory: { read: () => UpdateMemory; change: (change: Partial<UpdateMemory>) => void };
  announce: (view: AppUpdatesView) => void;
}

/** What moves while an update goes on. */
export type Moving = Pick<AppUpdatesView, 'step' | 'offered' | 'fraction' | 'checkedAt' | 'problem'>;

/** How this app stands to newer versions, and who is told of it. */
export interface UpdateState {
  now: () => Moving;
  read: () => Promise<AppUpdatesView>;
  /** Tells the view where it has changed. */
  announceNow: () => Promise<AppUpdatesView>;
  move: (change: Partial<Moving>) => Promise<AppUpdatesView>;
}

/** Makes the state of a start. */
export function createUpdateState(options: UpdateStateOptions): UpdateState {
  const { current, settings, memory, hindrance } = options;
  let moving: Moving = { step: 'idle', offered: null, fraction: null, checkedAt: null, problem: begin(options) };
  let announced = '';
  const sourceOf = () => JSON.stringify([settings['updates.feed'], settings['updates.channel']]);
  let source = sourceOf();

  /** What was found elsewhere, or in another channel, counts no more. */
  function now(): Moving {
    const isBound = moving.step === 'downloading' || moving.step === 'installing';
    if (isBound || sourceOf() === source) return moving;
    source = sourceOf();
    moving = { ...moving, step: 'idle', offered: null, problem: null };
    return moving;
  }

  async function read(): Promise<AppUpdatesView> {
    const off = await options.explainOff();
    return {
      ...{ current, off: off?.reason ?? null, offPlace: off?.place ?? null, ...now() },
      ...{ waitsFor: hindrance(), news: memory.read().news },
    };
  }

  async function announceNow(): Promise<AppUpdatesView> {
    const view = await read();
    const text = JSON.stringify(view);
    if (text !== announced) options.announce(view);
    announced = text;
    return view;
  }

  return {
    ...{ now, read, announceNow },
    move: (change) => {
      moving = { ...now(), ...change };
      return announceNow();
    },
  };
}

/** What became of the version that was to be installed when the app ended last. */
function begin({ current, memory }: UpdateStateOptions): AppUpdatesView['problem'] {
  const { installing } = memory.read();
  if (installing === null) return null;
  const isThere = installing.version === current;
  memory.change({ installing: null, ...(isThere ? { news: installing } : {}) });
  if (isThere) return null;
  return toWordedBody(
    new AppError(
      'update-failed',
      msg`Version ${installing.version} was not installed: this is still version ${current}.`,
      {
        remedy: msg`Check for updates again. If it happens every time, download the new version by hand.`,
      },
    ),
  );
}
