/** How the process ends once everything is closed. */
export interface Ending {
  exit: (code: number) => void;
  /** From now on this is the last thing that is done; it ends the process itself, and where it fails, `orElse` comes before the plain end. */
  lastly: (work: () => Promise<void>, orElse?: () => Promise<void>) => void;
}

/** Makes the end; `notify` gets why the last thing failed. */
export function createEnding(exit: (code: number) => void, notify: (error: unknown) => void): Ending {
  let last: (() => Promise<void>) | null = null;
  return {
    lastly: (work, orElse = () => Promise.resolve()) => {
      last = () =>
        work().catch(async (error: unknown) => {
          notify(error);
          await orElse().catch(notify);
          exit(0);
        });
    },
    exit: (code) => {
      if (last === null) exit(code);
      else void last();
    },
  };
}
