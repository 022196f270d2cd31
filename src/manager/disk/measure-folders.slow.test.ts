import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchTurns } from '../../base/testing/watch-turns';
import { measureFolders } from './measure-folders';

const files = 100_000;
let dir: string;

beforeAll(() => {
  // In memory where the system has such a place: how fast a busy disk makes and removes files is not what is measured.
  dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cmd-many-'));
  mkdirSync(join(dir, 'flat'));
  // In one folder: the worst there is for a reader that asks for all names at once.
  for (let at = 0; at < files; at += 1) writeFileSync(join(dir, 'flat', `${at}.png`), 'x');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

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
