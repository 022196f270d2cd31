import type { Logger } from '../../../base/log';

/** A change that can still go back, as its log names it. */
interface Undoable {
  rollBack: () => Promise<void>;
  log: Logger;
  /** Known inside of the swap alone. */
  id?: string;
}

/** Does what is left of a change; when that fails, everything goes back where it was, by the next start where not now. Throws what `work` throws. */
export async function orRollBack({ rollBack, log, ...about }: Undoable, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await rollBack().catch((reason: unknown) => {
      log.error('A change could not be taken back; the next start does it.', { ...about, reason });
    });
    throw error;
  }
}
