const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the signals do now; null until the first was asked for. */
let current: (() => void) | null = null;

/** Stays from the first call on: a signal that came while Node was busy belongs to its listener, and is lost with it. */
function end(): void {
  current?.();
}

/**
 * Lets the signals that end a program do this, and nothing else. Called after `ready`: Chromium installs handlers of its own until then, which
 * close the window, and that is a question to a person once the app is there.
 */
export function onEndSignals(act: () => void): void {
  const isFirst = current === null;
  current = act;
  for (const signal of endSignals) {
    // Libraries listen for signals while they load, before Chromium put its own handlers in their place; Node takes a signal back
    // only with the first listener. Theirs clean up at `exit` as well.
    for (const other of process.listeners(signal)) if (other !== end) process.removeListener(signal, other);
    if (isFirst) process.on(signal, end);
  }
}
