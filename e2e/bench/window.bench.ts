import type { Page } from 'playwright';
import { launchApp } from '../launch';
import { createLargeWorld, type LargeWorld } from './worlds/large-world';
import { addEchoField, countFrames, takeTimes, watchPage } from './page-timing';
import { readTreeMemory } from './apps/process-memory';
import { startProbed, type Startable } from './apps/start-run';
import { toRow, type Claim, type Row } from './row';
import { pause, type, typeInto } from './typing';

const starts = 7;
/** What a person types: letters, slips that are taken back, fields, a word that fits nothing, and a start from nothing. */
const searches = [
  'ksampler',
  'contrl<<<rolnet',
  'node:ksampler',
  'author:kijai',
  'upscael<<le video',
  'depth',
  'zzqx',
  'face',
];
const restMs = 3000;
const wheelPx = 1200;

type MsRow = Omit<Claim, 'unit'>;

function msRow(claim: MsRow, samples: readonly number[]): Row {
  return toRow({ ...claim, unit: 'ms' }, samples);
}

/** How long after the window shows its rows are painted, and all of them searchable. */
async function measureStarts(ours: Startable): Promise<Row[]> {
  const [rows, searchable]: [number[], number[]] = [[], []];
  for (let start = 0; start < starts; start += 1) {
    const started = await startProbed(ours);
    try {
      const shownMs = await started.reached('shown');
      rows.push(Math.max(0, (await started.reached('rows')) - shownMs));
      searchable.push(Math.max(0, (await started.reached('searchable')) - shownMs));
    } finally {
      await started.close();
    }
  }
  return [
    msRow({ name: 'first rows painted after the window shows', judged: 'p95', limit: 300 }, rows),
    msRow({ name: 'all rows searchable after the window shows', judged: 'p95', limit: 600 }, searchable),
  ];
}

/** Keystrokes in the search, and beside it in a field that only echoes, in the same window. */
async function measureTyping(page: Page): Promise<Row[]> {
  await addEchoField(page);
  // Once for nobody: what is compiled while somebody types for the first time is not what typing costs.
  await type(page, 'warm');
  const echo = await typeInto(page, '#bench-echo', searches);
  const { keys, events, searches: searched } = await typeInto(page, '[data-testid="pack-search"]', searches);
  const known = (times: readonly number[]) => msRow({ name: '', judged: 'p95', limit: Infinity }, times);
  const [floor, chromium] = [known(echo.keys), known(events)];
  print(
    `an input that only echoes: p50 ${floor.p50.toFixed(1)} ms, p95 ${floor.p95.toFixed(1)} ms (${echo.keys.length} keys)`,
  );
  print(`event timing of the keys that took 16 ms or more: ${events.length} of ${keys.length}, p95 ${chromium.p95} ms`);
  return [
    msRow({ name: 'keystroke to painted result', judged: 'p50', limit: 16 }, keys),
    msRow({ name: 'keystroke to painted result', judged: 'p95', limit: 33 }, keys),
    msRow({ name: 'of which the search itself', judged: 'p95', limit: 8 }, searched),
  ];
}

/** Wheels through the whole list. */
async function measureScrolling(page: Page): Promise<Row> {
  const list = page.locator('[role="grid"]');
  const box = await list.boundingBox();
  if (box === null) throw new Error('There is no list to scroll.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const isAtEnd = () =>
    list.evaluate(({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 1);
  await takeTimes(page);
  await countFrames(page, true);
  for (let step = 0; step % 50 !== 0 || step === 0 || !(await isAtEnd()); step += 1) await page.mouse.wheel(0, wheelPx);
  await countFrames(page, false);
  const { frames } = await takeTimes(page);
  return msRow({ name: `scrolling 20,000 rows, a frame of ${frames.length}`, judged: 'p95', limit: 25 }, frames);
}

async function measureMemory(pid: number): Promise<Row[]> {
  if (process.platform !== 'linux') {
    print('skipped: the row of PSS, which is read from /proc');
    return [];
  }
  await pause(restMs);
  const renderers = (await readTreeMemory(pid)).filter(({ kind }) => kind === 'renderer');
  const claim = { name: 'PSS of the renderer', unit: 'MB', judged: 'p95', limit: 220 } as const;
  return [toRow(claim, [renderers.reduce((total, { pssMb }) => total + pssMb, 0)])];
}

function print(text: string): void {
  process.stdout.write(`[bench] ${text}\n`);
}

async function measureUse({ world, userDataDir }: LargeWorld): Promise<Row[]> {
  const launched = await launchApp({ world, userDataDir, comfyuiFolder: null });
  try {
    const { page } = launched;
    await page.getByTestId('pack-row').first().waitFor();
    await page.getByTestId('pack-search').focus();
    // What a start does in the background is measured with the start.
    await pause(restMs);
    await watchPage(page);
    const typing = await measureTyping(page);
    const scrolling = await measureScrolling(page);
    return [...typing, scrolling, ...(await measureMemory(launched.app.process().pid ?? 0))];
  } finally {
    await launched.close();
  }
}

/** The rows of the window with 20,000 packs, on the built app. */
export async function bench(): Promise<Row[]> {
  const large = await createLargeWorld('bench-window');
  try {
    return [...(await measureStarts(large.ours)), ...(await measureUse(large))];
  } finally {
    await large.stop();
  }
}
