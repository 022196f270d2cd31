import type { Logger } from '../src/base/log';

/** Where the API is looked for first; unassigned, and next to nothing that ComfyUI users run. */
export const usualPort = 48_188;

interface Listener {
  port: number;
}

/**
 * Starts the API on the port that was asked for, or throws: whoever names a port relies on it. Without one it takes the usual
 * port, else any free one, and says so.
 */
export async function listenOnPort<L extends Listener>(
  listen: (port: number) => Promise<L>,
  asked: number | null,
  log: Logger,
): Promise<L> {
  if (asked !== null) return listen(asked);
  try {
    return await listen(usualPort);
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    const listener = await listen(0);
    log.warn(`Port ${usualPort} cannot be used, so the API listens on port ${listener.port}.`);
    return listener;
  }
}

/** Whether an error, or what caused it, says that the port cannot be had. */
export function isPortTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'port-unavailable' || error.code === 'EADDRINUSE')) return true;
  return isPortTaken(error.cause);
}
