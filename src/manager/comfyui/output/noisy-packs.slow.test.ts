import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { watchTurns } from '../../../base/testing/watch-turns';
import type { ComfyLogLine } from '../../../contract/comfyui/comfyui-status';
import { createComfyLog, maxLogFiles, logFileBytes } from './comfy-log';
import { openComfyPlace, type ComfyPlace } from '../testing/comfy-place';
import { startRun } from '../testing/comfy-run';
import { saying } from '../../../base/testing/saying';
import { formatMessage } from '../../../contract/text/message';

let place: ComfyPlace;
let logDir: string;
beforeAll(async () => {
  place = await openComfyPlace();
  logDir = await mkdtemp(join(tmpdir(), 'loud ünï-'));
});
afterEach(() => place.reset());
afterAll(async () => {
  await place.remove();
  await rm(logDir, { recursive: true, force: true });
});

const works = 'NODE_CLASS_MAPPINGS = {}\n';
const megabyte = 1024 * 1024;

/** Imports a pack that prints, and measures what that does to this process. */
async function receiveOutput(code: string) {
  await rm(logDir, { recursive: true, force: true });
  await place.writePacks({ 'A-quiet/__init__.py': works, 'ComfyUI-Loud/__init__.py': `${code}\n${works}` });
  const pieces: ComfyLogLine[][] = [];
  const log = createComfyLog({ file: join(logDir, 'comfyui.log') });
  log.onLines((lines) => pieces.push(lines));
  global.gc?.();
  const heapBefore = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const startedMs = Date.now();
  const endTurns = watchTurns();
  const { run } = await startRun(place, { log });
  let heapMost = 0;
  const timer = setInterval(() => (heapMost = Math.max(heapMost, process.memoryUsage().rss)), 50);
  await run.served;
  clearInterval(timer);
  // How long other work waits for its turn.
  const maxMs = Math.max(...endTurns());
  const cpuMs = process.cpuUsage(cpu).user / 1000;
  const tookMs = Date.now() - startedMs;
  const notice = run.notice();
  await run.stop(2000);
  await run.ended;
  await log.close();
  const sizes = await Promise.all((await readdir(logDir)).map(async (name) => (await stat(join(logDir, name))).size));
  const { lines } = log.read({ limit: 5000 });
  const figures = { tookMs, cpuMs, maxMs };
  return { ...figures, grownMb: (heapMost - heapBefore) / megabyte, notice, pieces, sizes, lines };
}

describe('a pack that prints 50 MB while it is imported', () => {
  it.each([
    ['in many lines', 'lines = "\\n".join(["x" * 79] * 100)\nfor _ in range(6500): print(lines)'],
    ['in one line without end', 'import sys\nfor _ in range(800): sys.stdout.write("a." * 32768)\nprint()'],
    [
      'as a progress bar',
      'import sys\nfor n in range(500_000): sys.stderr.write("\\r%6d|" % n + "#" * 92)\nprint(file=sys.stderr)',
    ],
  ])('is named, and leaves the app responsive: %s', async (how, code) => {
    const { notice, pieces, sizes, lines, ...figures } = await receiveOutput(code);
    if (!how.includes('bar')) {
      expect(notice).toEqual(
        saying(/^ComfyUI-Loud printed (4\d|50) MB while it was imported; the log keeps the newest 25 MB\.$/),
      );
      expect(lines.find(({ stream, text }) => stream === 'app' && text === formatMessage(notice ?? ''))?.pack).toBe(
        'ComfyUI-Loud',
      );
      expect(lines.filter(({ pack }) => pack === 'ComfyUI-Loud').length).toBeGreaterThan(50);
    }
    expect(figures.maxMs).toBeLessThan(300);
    // All of it kept would be several times as much.
    expect(figures.grownMb).toBeLessThan(200);
    expect(pieces.length).toBeLessThan(figures.tookMs / 80 + 5);
    for (const piece of pieces) expect(JSON.stringify(piece).length).toBeLessThan(512 * 1024);
    expect(sizes.length).toBeLessThanOrEqual(maxLogFiles);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(logFileBytes);
    const numbers = lines.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });
});
