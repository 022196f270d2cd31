import type { Logger } from '../src/base/log';
import { overlayEnvironment } from '../src/base/run';
import { createSerial } from '../src/base/serial';
import { AppError } from '../src/contract/errors';
import type { AppEvent } from '../src/contract/events';
import type { Installation, Recognition } from '../src/contract/installation';
import type { ManagerOperations } from '../src/contract/operations';
import type { AppSettings } from '../src/contract/settings';
import type { Upstream } from '../src/server/gateway/upstream';
import type { ChoosePort } from './comfy-port';
import { createComfyUpstream } from './comfy-upstream';
import { createCoreSlot, type CreateCore, type Ground } from './core-slot';
import type { DemoPlace, DemoWorld } from './demo-world';
import { fitGround } from './fitted-ground';
import type { KeepSetting } from './keep-setting';
import { resolveSettings } from './stored-state';

/** The installation that is open, if any. At most one core exists at a time: two would fight over one folder. */
export interface Workspace {
  installation: () => Installation | null;
  /** Null while nothing is open, and while one core gives way to the next. */
  operations: () => ManagerOperations | null;
  /** Facts of whichever core is open, and `cmd-installation-changed`. */
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  /** ComfyUI as the gateway knows it. */
  upstream: Upstream;
  /** Where the gateway listens, and under which names beside this machine's own. */
  host: string;
  allowedHosts: readonly string[];
  recognise: (folder: string) => Promise<Recognition>;
  /** Closes what is open and opens `folder`. Throws `installation-missing` when it is no ComfyUI; then nothing changed. */
  open: (folder: string) => Promise<Installation>;
  /**
   * Builds the demo world, closes what is open and opens the world's ComfyUI, with settings and an environment that keep the person's
   * own home, hosts and interpreter out of it. Throws `demo-failed`; then nothing changed.
   */
  openDemo: () => Promise<Installation>;
  /** Ends the demo world as well, open or still being built. */
  close: () => Promise<void>;
}

type Recognise = (folder: string, settings: AppSettings) => Promise<Recognition>;

export interface WorkspaceOptions {
  /** The person's own settings of this run. */
  settings: AppSettings;
  keepSetting: KeepSetting;
  recognise: Recognise;
  createCore: CreateCore;
  choosePort: ChoosePort;
  demo: DemoWorld;
  log: Logger;
}

/** Makes an empty workspace. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { settings, keepSetting, recognise, createCore, demo, log } = options;
  const slot = createCoreSlot(createCore, log);
  const inTurn = createSerial();
  const own: Ground = { kind: 'own', settings, keepSetting, enter: () => () => Promise.resolve() };

  async function swap(folder: string, ground: Ground): Promise<Installation> {
    // Before anything is closed: a folder that is refused changes nothing.
    const installation = await recogniseOrThrow(folder, ground.settings, recognise);
    try {
      await slot.close();
      const port = options.choosePort(ground.settings, ground.kind);
      await slot.open(installation, fitGround(ground, { port, own: settings }));
    } finally {
      slot.announce();
    }
    return installation;
  }

  /** A world under construction is not wanted any more once a folder was chosen; an open one ends with its core. */
  async function abandonBuilding(): Promise<void> {
    if (slot.current()?.ground !== 'demo') await demo.stop();
  }

  async function close(): Promise<void> {
    // Out of turn: the app quits at once, not when the world is ready.
    await abandonBuilding();
    await inTurn(async () => {
      if (!slot.current()) return;
      await slot.close();
      slot.announce();
    });
  }

  const openDemo = async (): Promise<Installation> => {
    const place = await demo.start(() => void close());
    return inTurn(async () => {
      const current = slot.current();
      if (current?.ground === 'demo') return current.installation;
      try {
        return await swap(place.comfyui, createDemoGround(place, demo));
      } catch (error) {
        await demo.stop();
        throw error;
      }
    });
  };

  const operations = () => slot.current()?.core.operations ?? null;
  return {
    installation: () => slot.current()?.installation ?? null,
    operations,
    onEvent: slot.onEvent,
    upstream: createComfyUpstream({ operations, onEvent: slot.onEvent }),
    host: settings['gateway.host'],
    allowedHosts: settings['gateway.allowedHosts'].split(','),
    recognise: (folder) => recognise(folder, settings),
    open: (folder) =>
      inTurn(async () => {
        const installation = await swap(folder, own);
        await abandonBuilding();
        return installation;
      }),
    openDemo,
    close,
  };
}

/** The person's settings are left out whole: their interpreter, proxy and hosts have no business in the demo. */
function createDemoGround(place: DemoPlace, demo: DemoWorld): Ground {
  return {
    kind: 'demo',
    settings: resolveSettings({}, place.set),
    // The demo ends with its folder, and its settings with it.
    keepSetting: () => undefined,
    enter: () => {
      const undo = overlayEnvironment(place.env);
      return async () => {
        undo();
        await demo.stop();
      };
    },
  };
}

async function recogniseOrThrow(folder: string, settings: AppSettings, recognise: Recognise): Promise<Installation> {
  const recognition = await recognise(folder, settings);
  if (recognition.recognised) return recognition.installation;
  throw new AppError('installation-missing', recognition.reason, {
    remedy: recognition.suggestion,
    details: { folder },
  });
}
