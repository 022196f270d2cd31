import { createEmitter } from '../../src/base/async/emitter';
import type { AppEvent } from '../../src/contract/events';

/** Everything the window is told: the facts of the core, and those of the shell around it. */
export interface WindowEvents {
  on: (listener: (event: AppEvent) => void) => () => void;
  /** Announces a fact of the shell. */
  emit: (event: AppEvent) => void;
}

/** Puts the shell's own facts beside those of whichever core is open. */
export function createWindowEvents(onCoreEvent: WindowEvents['on'], onError: (error: unknown) => void): WindowEvents {
  const own = createEmitter<AppEvent>(onError);
  return {
    on: (listener) => {
      const undo = [onCoreEvent(listener), own.on(listener)];
      return () => undo.forEach((stop) => stop());
    },
    emit: (event) => own.emit(event),
  };
}
