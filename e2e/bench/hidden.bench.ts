import { createLargeWorld } from './worlds/large-world';
import { readProcessorTime } from './apps/app-process';
import { readTreeMemory } from './apps/process-memory';
import { startProbed, type Startable, type Started } from './apps/start-run';
import { toRow, type Row } from './row';

const runs = 5;
/** Nothing of what came before is left after so long. */
const settleMs = 3000;
/** The processor is watched for so long. */
const watchMs = 10_000;
/** The window keeps its page longer than both take, instead of the five minutes of a person. */
const hiddenMs = 2 * settleMs + watchMs;
const goneWithinMs = 60_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What the processes of the app take in one state of its window. */
interface Taken {
  pssMb: number;
  /** Of one core, in percent. */
  percent: number;
}

async function readTime(pid: number): Promise<number> {
  const processes = await readTreeMemory(pid);
  const times = await Promise.all(processes.map((one) => readProcessorTime(one.pid).catch(() => 0)));
  return times.reduce((total, seconds) => total + seconds, 0);
}

async function measure({ pid }: Pick<Started, 'pid'>): Promise<Taken> {
  await pause(settleMs);
  const before = await readTime(pid);
  await pause(watchMs);
  const percent = ((await readTime(pid)) - before) / (watchMs / 100_000);
  const memory = await readTreeMemory(pid);
  return { percent, pssMb: memory.reduce((total, { pssMb }) => total + pssMb, 0) };
}

async function waitUntilPageIsGone(pid: number): Promise<void> {
  const endMs = Date.now() + goneWithinMs;
  while ((await readTreeMemory(pid)).some(({ kind }) => kind === 'renderer')) {
    if (Date.now() > endMs) throw new Error('The hidden window has kept its page.');
    await pause(200);
  }
}

/** From the moment that the window is shown again until its rows are painted. */
async function measureReturn({ pid, steps }: Started): Promise<number> {
  process.kill(pid, 'SIGWINCH');
  const endMs = Date.now() + goneWithinMs;
  while (Date.now() < endMs) {
    const reached = await steps();
    const [shownMs, rowsMs] = [reached.get('shown again') ?? 0, reached.get('rows') ?? 0];
    if (shownMs > 0 && rowsMs > shownMs) {
      const after = [...reached]
        .filter(([, ms]) => ms >= shownMs)
        .map(([step, ms]) => `${step} ${(ms - shownMs).toFixed(0)}`);
      process.stdout.write(`[bench] the return, ms: ${after.join(', ')}\n`);
      return rowsMs - shownMs;
    }
    await pause(20);
  }
  throw new Error('The rows did not come back.');
}

async function measureRun(ours: Startable) {
  const environment = { ...ours.environment, CMD_START_PROBE_HIDDEN_MS: String(hiddenMs) };
  const started = await startProbed({ ...ours, environment, word: '' });
  try {
    await started.reached('rows');
    const shown = await measure(started);
    process.kill(started.pid, 'SIGUSR2');
    const hidden = await measure(started);
    await waitUntilPageIsGone(started.pid);
    const closed = await measure(started);
    const taken = Object.entries({ shown, hidden, closed });
    const words = taken.map(([state, one]) => `${state} ${one.pssMb.toFixed(0)} MB ${one.percent.toFixed(1)} %`);
    process.stdout.write(`[bench] ${words.join(', ')}\n`);
    return { shown, hidden, closed, returnMs: await measureReturn(started) };
  } finally {
    await started.close();
  }
}

/** What a window in the tray costs beside one in sight, and how soon it is back: 20,000 packs, and nothing to do. */
export async function bench(): Promise<Row[]> {
  if (process.platform !== 'linux') {
    process.stdout.write('[bench] skipped: the rows of a hidden window; shares of memory are read from /proc\n');
    return [];
  }
  const { ours, stop } = await createLargeWorld('bench-hidden');
  try {
    const measured: Awaited<ReturnType<typeof measureRun>>[] = [];
    for (let run = 0; run < runs; run += 1) measured.push(await measureRun(ours));
    const row = (
      claim: { name: string; unit: string; limit: number },
      of: (one: (typeof measured)[number]) => number,
    ) => toRow({ ...claim, judged: 'p50' }, measured.map(of));
    return [
      row(
        { name: 'PSS with the page closed, hidden / shown', unit: 'ratio', limit: 0.75 },
        ({ closed, shown }) => closed.pssMb / shown.pssMb,
      ),
      row({ name: 'processor while hidden, of one core', unit: '%', limit: 0.5 }, ({ hidden }) => hidden.percent),
      row(
        { name: 'processor with the page closed, of one core', unit: '%', limit: 0.5 },
        ({ closed }) => closed.percent,
      ),
      row(
        { name: 'rows painted after a closed page is shown again', unit: 'ms', limit: 300 },
        ({ returnMs }) => returnMs,
      ),
    ];
  } finally {
    await stop();
  }
}
