import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type { AppSettings } from '../../contract/settings';
import type { CoreSettings } from './core-settings';
import type { InstallationEvents } from './installation-events';
import type { OpenedCore } from './opened-core';

/** @param port Of the door that leads to it. */
export type CreateCore = (installation: Installation, given: CoreSettings, port: number) => Promise<OpenedCore>;

interface Opened {
  core: OpenedCore;
  installation: Installation;
  kind: CoreSettings['kind'];
  /** What it was made with; changed settings are changed in here. */
  settings: AppSettings;
  unsubscribe: () => void;
  leave: () => Promise<void>;
}

/** The place where one core sits. The caller sees to it that `open` and `close` never overlap. */
export interface CoreSlot {
  current: () => Pick<Opened, 'core' | 'installation' | 'kind' | 'settings'> | null;
  open: (installation: Installation, given: CoreSettings, port: number) => Promise<void>;
  close: () => Promise<void>;
  /** Says which installation is open now. */
  announce: () => void;
}

/** Makes an empty slot. Its core hands what it announces to `events` itself. */
export function createCoreSlot(createCore: CreateCore, events: Pick<InstallationEvents, 'of'>, log: Logger): CoreSlot {
  let opened: Opened | null = null;

  return {
    current: () => opened,
    async open(installation, given, port) {
      const leave = given.enter();
      try {
        const core = given.core ?? (await createCore(installation, given, port));
        const unsubscribe = core.onEvent(events.of(installation.rootDir));
        opened = { core, installation, kind: given.kind, settings: given.settings, unsubscribe, leave };
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
      events.of(installation?.rootDir ?? null)({ name: 'cmd-installation-changed', payload: { installation } });
    },
  };
}
