/** Where the API is looked for first; unassigned, and next to nothing that ComfyUI users run. */
export const usualPort = 48_188;
/** As many doors as a person may have open find a neighbouring port. */
const neighbours = 40;

interface Listener {
  port: number;
}

/**
 * Opens a door on the port that was asked for, or throws: whoever names a port relies on it. Without one it takes the port that is remembered,
 * else the next free one from the usual port on, else any.
 */
export async function listenOnPort<L extends Listener>(
  listen: (port: number) => Promise<L>,
  { requested, remembered }: { requested: number | null; remembered: number | null },
): Promise<L> {
  if (requested !== null) return listen(requested);
  const next = Array.from({ length: neighbours }, (_, index) => usualPort + index);
  for (const port of remembered === null ? next : [remembered, ...next]) {
    const listener = await listenIfFree(listen, port);
    if (listener !== null) return listener;
  }
  return listen(0);
}

/** Opens a door on this port; null when another program has it. */
export async function listenIfFree<L extends Listener>(
  listen: (port: number) => Promise<L>,
  port: number,
): Promise<L | null> {
  try {
    return await listen(port);
  } catch (error) {
    if (isPortTaken(error)) return null;
    throw error;
  }
}

/** Whether an error, or what caused it, says that the port cannot be had. */
export function isPortTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'port-unavailable' || error.code === 'EADDRINUSE')) return true;
  return isPortTaken(error.cause);
}
