/** Work that many ask for and that is done once, a moment later. */
export interface Soon {
  /** Does it when the moment is over, with all that was asked meanwhile. */
  ask(): void;
  /** Does at once what was asked for. */
  flush(): void;
}

/** Makes calls within `delayMs` one. Nothing of it keeps the process alive. */
export function createSoon(act: () => void, delayMs: number): Soon {
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    act();
  };
  return {
    ask: () => {
      timer ??= setTimeout(run, delayMs).unref();
    },
    flush: () => {
      if (timer) run();
    },
  };
}
