import { getJson } from './api';
import { inMain } from './in-main';
import type { LaunchedApp } from './launch';

/** As often as a page that shows the answer would ask. */
const pauseMs = 20;

interface Turns {
  ownWorkMs: number[];
  isOver: boolean;
}

/** Begins to note, in the main process, what processor time it used between two short timers: how long whoever asks waits for its turn. */
function watchTurnsOf({ app }: LaunchedApp): Promise<void> {
  return inMain(() =>
    app.evaluate((_electron, everyMs) => {
      const scope = globalThis as unknown as { turns: Turns };
      const turns: Turns = { ownWorkMs: [], isOver: false };
      scope.turns = turns;
      let before = process.cpuUsage();
      const turn = () => {
        const { user, system } = process.cpuUsage(before);
        before = process.cpuUsage();
        turns.ownWorkMs.push((user + system) / 1000);
        if (!turns.isOver) setTimeout(turn, everyMs);
      };
      setTimeout(turn, everyMs);
    }, pauseMs),
  );
}

function readTurnsOf({ app }: LaunchedApp): Promise<number[]> {
  return inMain(() =>
    app.evaluate(() => {
      const { turns } = globalThis as unknown as { turns: Turns };
      turns.isOver = true;
      return turns.ownWorkMs;
    }),
  );
}

/**
 * Asks the app again and again until told to stop. Answers how many answers there were, and what the main process worked between two turns of
 * its loop, in ms of processor time, the longest last. The clock would also count what other programs did on the same cores meanwhile.
 */
export async function measureAnswers(
  launched: LaunchedApp,
  path: string,
): Promise<() => Promise<{ answers: number; turnsMs: number[] }>> {
  await watchTurnsOf(launched);
  let answers = 0;
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      await getJson(`${launched.api}${path}`);
      answers += 1;
      await new Promise((done) => setTimeout(done, pauseMs));
    }
  })();
  return async () => {
    over.abort();
    await asking;
    const turnsMs = await readTurnsOf(launched);
    return { answers, turnsMs: turnsMs.sort((a, b) => a - b) };
  };
}
