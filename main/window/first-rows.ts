import type { EarlyWindow } from './early-window';

/** A page that takes longer than this to ask for its rows is not waited for. */
const patienceMs = 1500;

/** The app behind the window holds the process while it is loaded, so the window takes its rows first. */
export async function afterFirstRows({ channels, loaded }: EarlyWindow): Promise<void> {
  const patience = new Promise<void>((done) => setTimeout(done, patienceMs).unref());
  await Promise.race([channels.taken, patience, loaded.then(() => patience)]).catch(() => undefined);
}
