import { createEmitter } from '../src/base/emitter';
import type { Logger } from '../src/base/log';
import { createSerial } from '../src/base/serial';
import { AppError } from '../src/contract/errors';
import type { AppEvent } from '../src/contract/events';
import type { Installation, Recognition } from '../src/contract/installation';
import type { ManagerOperations } from '../src/contract/operations';

/** The core for one installation, as the shell needs it. */
export interface OpenedCore {
  operations: ManagerOperations;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  close: () => Promise<void>;
}

/** The installation that is open, if any. At most one core exists at a time: two would fight over one folder. */
export interface Workspace {
  installation: () => Installation | null;
  /** Null while nothing is open, and while one core gives way to the next. */
  operations: () => ManagerOperations | null;
  /** Facts of whichever core is open, and `cmd-installation-changed`. */
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  recognise: (folder: string) => Promise<Recognition>;
  /** Closes what is open and opens `folder`. Throws `installation-missing` when it is no ComfyUI; then nothing changed. */
  open: (folder: string) => Promise<Installation>;
  close: () => Promise<void>;
}

export interface WorkspaceOptions {
  recognise: (folder: string) => Promise<Recognition>;
  createCore: (installation: Installation) => Promise<OpenedCore>;
  log: Logger;
}

interface Opened {
  core: OpenedCore;
  installation: Installation;
  unsubscribe: () => void;
}

/** Makes an empty workspace. */
export function createWorkspace({ recognise, createCore, log }: WorkspaceOptions): Workspace {
  const events = createEmitter<AppEvent>((error) => log.error('An event listener failed.', { error: String(error) }));
  const inTurn = createSerial();
  let opened: Opened | null = null;

  function announce(): void {
    const installation = opened?.installation ?? null;
    events.emit({ name: 'cmd-installation-changed', payload: { installation } });
  }

  async function closeCore(): Promise<void> {
    const closing = opened;
    opened = null;
    if (!closing) return;
    try {
      await closing.core.close();
    } finally {
      // Not earlier: how the last task ended is announced while the core closes.
      closing.unsubscribe();
    }
    log.info('The ComfyUI folder was closed.', { folder: closing.installation.rootDir });
  }

  async function openCore(installation: Installation): Promise<void> {
    const core = await createCore(installation);
    opened = { core, installation, unsubscribe: core.onEvent((event) => events.emit(event)) };
    log.info('A ComfyUI folder was opened.', { folder: installation.rootDir, kind: installation.kind });
  }

  return {
    installation: () => opened?.installation ?? null,
    operations: () => opened?.core.operations ?? null,
    onEvent: (listener) => events.on(listener),
    recognise,
    open: (folder) =>
      inTurn(async () => {
        const installation = await recogniseOrThrow(folder, recognise);
        try {
          await closeCore();
          await openCore(installation);
        } finally {
          announce();
        }
        return installation;
      }),
    close: () =>
      inTurn(async () => {
        if (!opened) return;
        await closeCore();
        announce();
      }),
  };
}

async function recogniseOrThrow(folder: string, recognise: WorkspaceOptions['recognise']): Promise<Installation> {
  const recognition = await recognise(folder);
  if (recognition.recognised) return recognition.installation;
  throw new AppError('installation-missing', recognition.reason, {
    remedy: recognition.suggestion,
    details: { folder },
  });
}
