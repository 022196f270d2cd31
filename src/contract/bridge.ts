import type { AppEvent } from './events';
import type { OperationName } from './operations';

/** What a call says beside its input. */
interface HowCalled {
  /** The folder that the window is about, as it knows; a change is refused with `not-shown` when another one is shown by then. */
  about?: string | null;
  /** By which it can be cancelled. */
  id?: string;
}

/** The bridge that the preload exposes to the window: a few channels, everything else is data. */
export interface Bridge {
  call(name: OperationName, input: unknown, how?: HowCalled): Promise<unknown>;
  /** Ends the call with this id, where it can be ended: nobody waits for its answer any more. */
  cancel(id: string): void;
  on(listener: (event: AppEvent) => void): () => void;
  /** What an earlier run prepared for the window (a `StartupView` in JSON); null where there is none. Needs no core. */
  startupView(): Promise<string | null>;
  /** The window has read all that was prepared: the app behind it may be loaded now. */
  started(): void;
  /** Where a file (a DOM `File`) that was dropped or chosen lies; empty for one that is not on disk. */
  pathOf(file: unknown): string;
}
