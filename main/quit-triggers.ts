import { app, powerMonitor } from 'electron';
import type { Lifecycle } from './lifecycle';

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Everything that ends the app leads to the one protocol. A person is asked; a signal, the end of the session and the end of the
 * start script are not. Called after `ready`: Chromium installs handlers of its own until then.
 */
export function connectQuitTriggers(lifecycle: Lifecycle, hasParentPipe: boolean): void {
  const quitAtOnce = () => void lifecycle.requestQuit({ ask: false });
  app.on('before-quit', (event) => {
    if (lifecycle.phase() === 'closed') return;
    event.preventDefault();
    void lifecycle.requestQuit({ ask: true });
  });
  // Having a listener keeps Electron from quitting when the window goes: the lifecycle decides.
  app.on('window-all-closed', () => undefined);
  for (const signal of endSignals) {
    // Libraries listen for signals while they load, before Chromium put its own handlers in their place; Node takes a signal back
    // only with the first listener. Theirs clean up at `exit` as well.
    process.removeAllListeners(signal);
    process.on(signal, quitAtOnce);
  }
  powerMonitor.on('shutdown', quitAtOnce);
  if (!hasParentPipe) return;
  process.stdin.on('end', quitAtOnce);
  process.stdin.on('error', quitAtOnce);
  process.stdin.resume();
}
