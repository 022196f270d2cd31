import { getJson } from './api';

/** As often as a page that shows the answer would ask. */
const pauseMs = 20;

/** Asks an address again and again until told to stop; the times of all answers in ms, the slowest last. */
export function measureAnswers(address: string): () => Promise<number[]> {
  const times: number[] = [];
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const startedMs = performance.now();
      await getJson(address);
      times.push(performance.now() - startedMs);
      await new Promise((done) => setTimeout(done, pauseMs));
    }
  })();
  return async () => {
    over.abort();
    await asking;
    return times.sort((a, b) => a - b);
  };
}
