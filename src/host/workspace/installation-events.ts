import type { Logger } from '../../base/log';
import type { AppEvent } from '../../contract/events';

/** An event, and the folder of the installation that it is of; null for what is told of a place in which nothing is open. */
export interface InstallationEvent {
  folder: string | null;
  event: AppEvent;
  /** Counts the events of one place, each once for all who hear it. It goes on from a later number when the app starts again. */
  number: number;
}

/**
 * Who hears an event of an installation, in this order. `upstream` comes first: whoever hears later finds the gateway leading to the ComfyUI that
 * the event tells of. `activity` is next: the list of installations and the question before quitting are right when the window asks for them. The
 * `window` knows before the `door`, whose clients may answer an event with a request that changes something again.
 */
export const deliveryOrder = ['upstream', 'activity', 'window', 'door'] as const;

export type Subscriber = (typeof deliveryOrder)[number];
type Listener = (received: InstallationEvent) => void;

/** The way of the events of one place for a core. Nothing else lies between a core and those who hear it. */
export interface InstallationEvents {
  /** Adds a listener; the answer takes it away again. When somebody listens does not matter, only as whom. */
  listen: (as: Subscriber, listener: Listener) => () => void;
  /** What tells of the installation in a folder: whoever has its events hands them to this alone. */
  of: (folder: string | null) => (event: AppEvent) => void;
}

/** No place tells of more: numbers begin at the time of the start, so that none is given twice, and who was told one by an earlier run is known to have missed some. */
const eventsPerMs = 1000;

/** Makes the way, with nobody listening. A listener that throws is reported, and the rest still hear. */
export function createInstallationEvents(log: Pick<Logger, 'error'>): InstallationEvents {
  const listeners: Record<Subscriber, Set<Listener>> = {
    upstream: new Set(),
    activity: new Set(),
    window: new Set(),
    door: new Set(),
  };
  let number = Date.now() * eventsPerMs;

  return {
    listen(as, listener) {
      listeners[as].add(listener);
      return () => listeners[as].delete(listener);
    },
    of: (folder) => (event) => {
      number += 1;
      for (const listener of deliveryOrder.flatMap((subscriber) => [...listeners[subscriber]])) {
        try {
          listener({ folder, event, number });
        } catch (error) {
          log.error('An event listener failed.', { folder, error: String(error) });
        }
      }
    },
  };
}
