import { expect, it } from 'vitest';
import { shareWork } from './shared-work';

/** Work that ends when it is told to, or with its signal. */
function open() {
  const begun: { signal: AbortSignal; end: (value: string) => void }[] = [];
  const work = shareWork<string>(
    (signal) =>
      new Promise((resolve, reject) => {
        begun.push({ signal, end: resolve });
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  );
  return { work, begun };
}

it('goes on while one of its callers waits, and is aborted with the last', async () => {
  const { work, begun } = open();
  const [one, other] = [new AbortController(), new AbortController()];
  const answers = Promise.allSettled([work.join(one.signal), work.join(other.signal)]);
  one.abort();
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([false]);
  other.abort();
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([true]);
  expect(await answers).toMatchObject(Array.from({ length: 2 }, () => ({ reason: { code: 'cancelled' } })));
});

it('begins anew for who comes after that', async () => {
  const { work, begun } = open();
  const gone = new AbortController();
  const first = work.join(gone.signal).catch(() => 'cancelled');
  gone.abort();
  const second = work.join();
  begun.at(-1)?.end('whole');
  expect([await first, await second, begun.length]).toEqual(['cancelled', 'whole', 2]);
});

it('is not aborted by a caller who has the answer already, nor by one who leaves before somebody who waits to the end', async () => {
  const { work, begun } = open();
  const caller = new AbortController();
  const answers = Promise.all([work.join(caller.signal).catch(() => 'cancelled'), work.join()]);
  caller.abort();
  begun.at(0)?.end('whole');
  expect(await answers).toEqual(['cancelled', 'whole']);
  const late = new AbortController();
  const again = work.join(late.signal);
  begun.at(1)?.end('again');
  await again;
  late.abort();
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([false, false]);
});
