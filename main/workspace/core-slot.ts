import { createEmitter } from '../../src/base/async/emitter';
import type { Logger } from '../../src/base/log';
import type { AppEvent } from '../../src/contract/events';
import type { Installation } from '../../src/contract/installation';
import type { ManagerOperations } from '../../src/contract/operations';
import type { AppSettings } from '../../src/contract/settings';
import type { KeepSetting } from '../store/change-setting';

/** The core for one installation, as the shell needs it. */
export interface OpenedCore {
  operations: ManagerOperations;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  close: () => Promise<void>;
}

export type CreateCore = (installation: Installation, ground: Ground) => Promise<OpenedCore>;

/** The settings a core is made with, and where it leaves one that was changed while it was open. */
export interface CoreGround {
  settings: AppSettings;
  keepSetting: KeepSetting;
}

/** What a core stands on: the settings it is made with, and what must be arranged around it while it is open. */
export interface Ground extends CoreGround {
  kind: 'own' | 'demo';
  /** Arranges it; called before the core is made. The answer takes it back; called after the core has closed. */
  enter: () => () => Promise<void>;
}

interface Opened {
  core: OpenedCore;
  installation: Installation;
  ground: Ground['kind'];
  /** What it was made with; changed settings are changed in here. */
  settings: AppSettings;
  unsubscribe: () => void;
  leave: () => Promise<void>;
}

/** The place where one core sits. The caller sees to it that `open` and `close` never overlap. */
export interface CoreSlot {
  current: () => Pick<Opened, 'core' | 'installation' | 'ground' | 'settings'> | null;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  open: (installation: Installation, ground: Ground) => Promise<void>;
  close: () => Promise<void>;
  /** Says which installation is open now. */
  announce: () => void;
}

/** Makes an empty slot. */
export function createCoreSlot(createCore: CreateCore, log: Logger): CoreSlot {
  const events = createEmitter<AppEvent>((error) => log.error('An event listener failed.', { error: String(error) }));
  let opened: Opened | null = null;

  return {
    current: () => opened,
    onEvent: (listener) => events.on(listener),
    async open(installation, ground) {
      const leave = ground.enter();
      try {
        const core = await createCore(installation, ground);
        const unsubscribe = core.onEvent((event) => events.emit(event));
        opened = { core, installation, ground: ground.kind, settings: ground.settings, unsubscribe, leave };
      } catch (error) {
        await leave();
        throw error;
      }
      log.info('A ComfyUI folder was opened.', { folder: installation.rootDir, kind: installation.kind });
    },
    async close() {
      const closing = opened;
      opened = null;
      if (!closing) return;
      try {
        await closing.core.close();
      } finally {
        // Not earlier: how the last task ended is announced while the core closes.
        closing.unsubscribe();
        await closing.leave();
      }
      log.info('The ComfyUI folder was closed.', { folder: closing.installation.rootDir });
    },
    announce() {
      const installation = opened?.installation ?? null;
      events.emit({ name: 'cmd-installation-changed', payload: { installation } });
    },
  };
}
