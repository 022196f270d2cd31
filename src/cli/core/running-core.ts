import { AppError, cancelled } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { OperationOutput } from '../../contract/operations';
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

interface Hello {
  /** Of the last event before. */
  number: number;
}

/** The waits before each further try of a socket that broke, in ms: whoever starts anew is back within them. */
const waitsMs = [250, 500, 1000, 2000, 4000, 8000];

/** Hears a door. A socket that breaks is opened again, and what was told meanwhile is heard then. */
async function listenAt(door: Door, onEvent: (event: AppEvent) => void, onLost: (error: Error) => void) {
  const { hearDoor } = await import('../../server/operations-door/hear-door');
  return new Promise<() => void>((done, fail) => {
    let heard: number | null = null;
    let failed = 0;
    let end = (): void => undefined;
    const lose = (error: Error): void => {
      end();
      fail(error);
      onLost(error);
    };
    const greet = ({ number }: Hello): void => {
      heard ??= number;
      failed = 0;
      done(() => end());
    };
    const open = (): void => {
      let latest = 0;
      end = hearDoor(door, {
        after: heard,
        // An app of this machine is one with us.
        onFrame: ({ hello, missed, event, number }) => {
          if (hello !== undefined) greet(hello as Hello);
          latest = (hello as Hello | undefined)?.number ?? latest;
          if (missed === true) {
            heard = latest;
            readQueue(door).then(onEvent, lose);
          }
          if (event === undefined) return;
          heard = number as number;
          onEvent(event as AppEvent);
        },
        onEnd: (error) => {
          const waitMs = heard === null ? undefined : waitsMs[failed++];
          if (waitMs === undefined) return lose(unreachable(door, error.message));
          const timer = setTimeout(open, waitMs);
          end = () => clearTimeout(timer);
        },
      });
    };
    open();
  });
}

/** The whole queue as the event that tells of a change. */
async function readQueue(door: Door): Promise<AppEvent> {
  const view = (await call(door, { name: 'queue.view', input: {} })) as OperationOutput<'queue.view'>;
  return { name: 'cmd-queue-changed', payload: view };
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
