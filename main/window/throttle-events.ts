import type { AppEvent, EventPayload } from '../../src/contract/events';

/** The eye follows about twenty updates a second. */
const defaultIntervalMs = 50;

/** Passes events on; those that come in floods are gathered. */
export interface EventThrottle {
  push: (event: AppEvent) => void;
  /** Sends what is still queued and stops the clock. */
  close: () => void;
}

/**
 * Gathers log lines and progress: lines of one task are joined, of its progress only the newest is kept. Every other event is sent
 * at once, after what was queued, so that the order of facts stays true.
 */
export function createEventThrottle(send: (event: AppEvent) => void, intervalMs = defaultIntervalMs): EventThrottle {
  const lines = new Map<string, string[]>();
  const progress = new Map<string, EventPayload<'cmd-task-progress'>>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const [queuedLines, queuedProgress] = [[...lines], [...progress.values()]];
    lines.clear();
    progress.clear();
    for (const [ui_id, queued] of queuedLines) send({ name: 'cmd-log', payload: { ui_id, lines: queued } });
    for (const payload of queuedProgress) send({ name: 'cmd-task-progress', payload });
  }

  return {
    push(event) {
      if (event.name === 'cmd-log') {
        lines.set(event.payload.ui_id, [...(lines.get(event.payload.ui_id) ?? []), ...event.payload.lines]);
      } else if (event.name === 'cmd-task-progress') {
        progress.set(event.payload.ui_id, event.payload);
      } else {
        flush();
        send(event);
        return;
      }
      timer ??= setTimeout(flush, intervalMs);
    },
    close: flush,
  };
}
