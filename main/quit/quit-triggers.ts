import { app, powerMonitor } from 'electron';
import type { Lifecycle } from './lifecycle';
import { onEndSignals } from './signals';

/**
 * Everything that ends the app leads to the one protocol. A person is asked; a signal, the end of the session and the end of the
 * start script are not. Called after `ready`.
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
  onEndSignals(quitAtOnce);
  powerMonitor.on('shutdown', quitAtOnce);
  // Electron gives a program of Windows an stdin that has ended (its lib/node/init.ts), so it would quit at once there.
  if (!hasParentPipe || process.platform === 'win32') return;
  process.stdin.on('end', quitAtOnce);
  process.stdin.on('error', quitAtOnce);
  process.stdin.resume();
}
