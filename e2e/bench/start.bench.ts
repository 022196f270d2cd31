import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLargeWorld } from './worlds/large-world';
import { readTreeMemory } from './apps/process-memory';
import { startProbed, type Startable } from './apps/start-run';
import { toRow, type Row } from './row';

const pairs = 10;
/** Both windows are left alone for so long before their memory is read. */
const settleMs = 10_000;

/** What one start of an app came to. */
interface Measured {
  rowsMs: number;
  searchableMs: number;
  pssMb: number;
}

/** Writes the smallest app that shows a window. */
async function writeEmptyApp(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"name": "empty-window", "version": "1.0.0", "main": "main.mjs"}');
  await writeFile(
    join(folder, 'main.mjs'),
    `import { app, BrowserWindow } from 'electron';
app.whenReady().then(() => {
  const window = new BrowserWindow({ x: 0, y: 0, width: 1440, height: 900, webPreferences: { sandbox: true } });
  return window.loadFile('index.html');
});
`,
  );
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Empty</title><p data-bench="empty">Empty</p>');
}

/** Says what the steps of a start took and which process holds what, for whoever looks for the reason of a missed target. */
function trace(steps: ReadonlyMap<string, number>, memory: readonly { kind: string; pssMb: number }[]): void {
  const times = [...steps].map(([step, ms]) => `${step} ${ms.toFixed(0)}`).join(', ');
  const shares = memory.map(({ kind, pssMb }) => `${kind} ${pssMb.toFixed(0)}`).join(', ');
  process.stdout.write(`[bench] ms: ${times} | MB: ${shares}\n`);
}

/** One start, from the command to a window at rest. */
async function measure(what: Startable): Promise<Measured> {
  const started = await startProbed(what);
  try {
    const isOurs = what.word !== '';
    const shownMs = await started.reached('shown');
    // Keys are typed when the rows are painted; that they were accepted is seen in a frame of its own.
    const rowsMs = Math.max(await started.reached(isOurs ? 'keys' : 'rows'), shownMs);
    const searchableMs = isOurs ? Math.max(await started.reached('searchable'), rowsMs) : rowsMs;
    await new Promise((done) => setTimeout(done, settleMs));
    const memory = await readTreeMemory(started.pid);
    trace(await started.steps(), memory);
    return { rowsMs, searchableMs, pssMb: memory.reduce((total, { pssMb }) => total + pssMb, 0) };
  } finally {
    await started.close();
  }
}

/** Pairs of starts, the order changing, so that neither always runs on a warmer machine. The disk's cache is warm for both. */
async function measurePairs(ours: Startable, empty: Startable): Promise<{ ours: Measured; empty: Measured }[]> {
  const measured: { ours: Measured; empty: Measured }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const isOursFirst = pair % 2 === 1;
    const first = await measure(isOursFirst ? ours : empty);
    const second = await measure(isOursFirst ? empty : ours);
    measured.push(isOursFirst ? { ours: first, empty: second } : { ours: second, empty: first });
  }
  return measured;
}

/** The rows of a cold start beside an empty window: a new process each time, 20,000 rows known from a run before. */
export async function bench(): Promise<Row[]> {
  if (process.platform !== 'linux') {
    process.stdout.write('[bench] skipped: the rows of a cold start; shares of memory are read from /proc\n');
    return [];
  }
  const { world, workDir, ours, stop } = await createLargeWorld('bench-start');
  try {
    await writeEmptyApp(join(workDir, 'empty'));
    const args = [`--user-data-dir=${join(workDir, 'empty-data')}`];
    const empty = { folder: join(workDir, 'empty'), args, environment: world.env, word: '' };
    await measure(empty);
    const measured = await measurePairs(ours, empty);
    const ratios = (of: keyof Measured) => measured.map((pair) => pair.ours[of] / pair.empty[of]);
    const row = (name: string, limit: number, of: keyof Measured) =>
      toRow({ name: `${name}, app / empty window`, unit: 'ratio', judged: 'p50', limit }, ratios(of));
    return [
      row('cold start until rows are painted and keys accepted', 1.5, 'rowsMs'),
      row('cold start until everything is searchable', 1.7, 'searchableMs'),
      row('PSS of all processes after a cold start', 1.4, 'pssMb'),
    ];
  } finally {
    await stop();
  }
}
