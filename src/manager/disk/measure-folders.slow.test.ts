import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureFolders } from './measure-folders';

const files = 100_000;
const everyMs = 5;
let dir: string;

beforeAll(() => {
  // In memory where the system has such a place: how fast a busy disk makes and removes files is not what is measured.
  dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cmd-many-'));
  mkdirSync(join(dir, 'flat'));
  // In one folder: the worst there is for a reader that asks for all names at once.
  for (let at = 0; at < files; at += 1) writeFileSync(join(dir, 'flat', `${at}.png`), 'x');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/**
 * Processor time that this process used between two short timers, in ms: how long other work waits for its turn. The clock
 * would also count what other programs did on the same cores meanwhile.
 */
function watchTurns(): () => number[] {
  const turnsMs: number[] = [];
  let isOver = false;
  let before = process.cpuUsage();
  const turn = (): void => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    turnsMs.push((user + system) / 1000);
    if (!isOver) setTimeout(turn, everyMs);
  };
  setTimeout(turn, everyMs);
  return () => {
    isOver = true;
    return turnsMs;
  };
}

it('measures a folder with 100,000 files while other work has its turn', async () => {
  const end = watchTurns();
  const begunMs = performance.now();
  const [part] = await measureFolders(
    [{ part: 'output', path: dir, followsLinks: false }],
    new AbortController().signal,
  );
  const turnsMs = end().sort((a, b) => a - b);
  const tookMs = performance.now() - begunMs;
  const longestMs = turnsMs.at(-1) ?? Infinity;
  console.info(
    `100,000 files: ${Math.round(tookMs)} ms, ${turnsMs.length} turns, the longest ${longestMs.toFixed(1)} ms`,
  );
  expect(part).toMatchObject({ files, bytes: files });
  // One frame of the window is 16 ms.
  expect(turnsMs.length).toBeGreaterThan(100);
  expect(longestMs).toBeLessThan(50);
});
