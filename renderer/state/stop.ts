/** Ends calls that go on when the place is left, from a button of their own. */
interface Stop {
  /** For the call that begins now. */
  signal: () => AbortSignal;
  /** Ends the calls that were begun with the signal, and are still under way. */
  stop: () => void;
}

/** Makes one for calls of a kind. */
export function createStop(): Stop {
  let controller = new AbortController();
  return {
    signal: () => controller.signal,
    stop: () => {
      controller.abort();
      controller = new AbortController();
    },
  };
}
