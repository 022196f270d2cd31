/** Runs async functions one after another, in the order they came; a failed one does not stop the next. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a function that lets its callers wait for each other. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
