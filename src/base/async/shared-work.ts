import { cancelled } from '../../contract/errors';
import { orAborted } from './abort';

/** Work that callers share while it goes on. */
export interface SharedWork<T> {
  /** Begins it, or waits for the one under way. A caller whose signal is aborted gets `cancelled`, and with the last of them the work is aborted. */
  join(signal?: AbortSignal): Promise<T>;
  /** Aborts it for everybody. */
  stop(): void;
}

interface UnderWay<T> {
  abort: AbortController;
  waiting: number;
  result: Promise<T>;
}

/** Makes shared work. A caller without a signal waits to the end. */
export function shareWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  let underWay: UnderWay<T> | null = null;

  function forget(entry: UnderWay<T>): void {
    if (underWay === entry) underWay = null;
  }

  function begin(): UnderWay<T> {
    const abort = new AbortController();
    const entry = { abort, waiting: 0, result: work(abort.signal) };
    const end = () => forget(entry);
    entry.result.then(end, end);
    return entry;
  }

  function leave(entry: UnderWay<T>): void {
    entry.waiting -= 1;
    if (entry.waiting > 0) return;
    // Who comes now begins anew: the end of this one is no answer.
    forget(entry);
    entry.abort.abort(cancelled());
  }

  return {
    join(signal) {
      const entry = (underWay ??= begin());
      entry.waiting += 1;
      const onAbort = () => leave(entry);
      signal?.addEventListener('abort', onAbort, { once: true });
      return orAborted(entry.result, signal).finally(() => signal?.removeEventListener('abort', onAbort));
    },
    stop: () => underWay?.abort.abort(cancelled()),
  };
}
