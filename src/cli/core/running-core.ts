import { AppError, cancelled } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import { msg } from '../../contract/text/message';
import { callDoor, DoorFailure, type Door, type DoorCall } from '../../server/operations-door/ask-door';
import type { Core } from './core';

function unreachable({ address }: Door, reason: string): AppError {
  return new AppError(
    'installation-busy',
    msg`The app that has this folder open does not answer at ${address}: ${reason}.`,
    {
      remedy: msg`Look whether it still runs, and try again.`,
    },
  );
}

async function call(door: Door, sent: DoorCall): Promise<unknown> {
  try {
    return await callDoor(door, sent);
  } catch (error) {
    if (!(error instanceof DoorFailure)) throw error;
    throw sent.signal?.aborted ? cancelled() : unreachable(door, error.message);
  }
}

async function listenAt(door: Door, onEvent: (event: AppEvent) => void, onLost: (error: Error) => void) {
  const { hearDoor } = await import('../../server/operations-door/hear-door');
  return new Promise<() => void>((done, fail) => {
    const close = hearDoor(door, {
      after: null,
      // An app of this machine is one with us.
      onFrame: ({ hello, event }) => {
        if (hello !== undefined) done(close);
        if (event !== undefined) onEvent(event as AppEvent);
      },
      onEnd: (error) => {
        const lost = unreachable(door, error.message);
        fail(lost);
        onLost(lost);
      },
    });
  });
}

/** The core of another process, by its door of operations. Nothing is sent before the first call, which throws `token-required` where the token is refused. */
export function connectCore(door: Door): Core {
  return {
    // What the door answers was made by the operation of this name.
    call: ((name, input, { signal } = {}) => call(door, { name, input, signal })) as Core['call'],
    listen: (onEvent, onLost) => listenAt(door, onEvent, onLost),
    canAllow: false,
    close: () => Promise.resolve(),
  };
}
