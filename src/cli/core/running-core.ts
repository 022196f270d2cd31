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

/** Finds the door of a core anew, where its app was started anew. */
type Find = () => Promise<Door | null>;

/** The door as it was found last. */
interface Found {
  door: Door;
  find: Find;
}

async function renew(place: Found): Promise<void> {
  place.door = (await place.find()) ?? place.door;
}

async function call(place: Found, sent: DoorCall): Promise<unknown> {
  try {
    return await callOnce(place.door, sent);
  } catch (error) {
    // Who was refused for what it showed has begun nothing there: the app was started anew since.
    if (!(error instanceof AppError) || error.code !== 'token-required') throw error;
    const { token } = place.door;
    await renew(place);
    if (place.door.token === token) throw error;
    return callOnce(place.door, sent);
  }
}

async function callOnce(door: Door, sent: DoorCall): Promise<unknown> {
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
async function listenAt(place: Found, onEvent: (event: AppEvent) => void, onLost: (error: Error) => void) {
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
      end = hearDoor(place.door, {
        after: heard,
        // An app of this machine is one with us.
        onFrame: ({ hello, missed, event, number }) => {
          if (hello !== undefined) greet(hello as Hello);
          latest = (hello as Hello | undefined)?.number ?? latest;
          if (missed === true) {
            heard = latest;
            readQueue(place).then(onEvent, lose);
          }
          if (event === undefined) return;
          heard = number as number;
          onEvent(event as AppEvent);
        },
        onEnd: (error) => {
          const waitMs = heard === null ? undefined : waitsMs[failed++];
          if (waitMs === undefined) return lose(unreachable(place.door, error.message));
          const timer = setTimeout(() => void renew(place).then(open, lose), waitMs);
          end = () => clearTimeout(timer);
        },
      });
    };
    open();
  });
}

/** The whole queue as the event that tells of a change. */
async function readQueue(place: Found): Promise<AppEvent> {
  const view = (await call(place, { name: 'queue.view', input: {} })) as OperationOutput<'queue.view'>;
  return { name: 'cmd-queue-changed', payload: view };
}

/**
 * The core of another process, by its door of operations. Nothing is sent before the first call, which throws `token-required` where the token is refused and
 * `find` knows no other.
 */
export function connectCore(door: Door, find: Find = () => Promise.resolve(null)): Core {
  const place: Found = { door, find };
  return {
    // What the door answers was made by the operation of this name.
    call: ((name, input, { signal } = {}) => call(place, { name, input, signal })) as Core['call'],
    listen: (onEvent, onLost) => listenAt(place, onEvent, onLost),
    canAllow: false,
    close: () => Promise.resolve(),
  };
}
