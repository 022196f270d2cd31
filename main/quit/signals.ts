const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets the signals that end a program do this, and nothing else. Called after `ready`: Chromium installs handlers of its own until then, which
 * close the window, and that is a question to a person once the app is there.
 */
export function onEndSignals(act: () => void): void {
  for (const signal of endSignals) {
    // Libraries listen for signals while they load, before Chromium put its own handlers in their place; Node takes a signal back
    // only with the first listener. Theirs clean up at `exit` as well.
    process.removeAllListeners(signal);
    process.on(signal, act);
  }
}
