import { expect, it } from 'vitest';
import { explainOff, findHindrance, isForUs, joinNotes, nextCheckMs, type PlaceFacts, type Work } from './decisions';

const good: PlaceFacts = {
  isPackaged: true,
  isHeadless: false,
  kind: 'appimage',
  hasFeed: true,
  place: '/apps',
  isWritable: true,
};

it.each<[Partial<PlaceFacts>, boolean, string | null]>([
  [{}, false, null],
  [{}, true, 'offline'],
  [{ isPackaged: false, isHeadless: true, kind: 'archive' }, true, 'unpackaged'],
  [{ isHeadless: true }, false, 'headless'],
  [{ kind: 'archive' }, false, 'archive'],
  [{ hasFeed: false }, false, 'archive'],
  [{ isWritable: false }, true, 'not-writable'],
  [{ kind: 'system-package', place: null }, false, null],
])('with %j, offline %s, the reason is %s', (change, isOffline, reason) => {
  expect(explainOff({ ...good, ...change }, isOffline)).toBe(reason);
});

const task = {} as never;
const idle: Work = { queue: { running: [], pending: [], isPaused: false }, isComfyRunning: false };
const withQueue = (change: Partial<NonNullable<Work['queue']>>): Work => ({
  ...idle,
  queue: { running: [], pending: [], isPaused: false, ...change },
});

it.each<[string, Work[], string | null]>([
  ['nothing open', [], null],
  ['nothing to do', [idle, { queue: null, isComfyRunning: false }], null],
  ['a task', [idle, withQueue({ running: [task] })], 'queue'],
  ['a task that waits', [withQueue({ pending: [task] })], 'queue'],
  ['a queue that a person stopped', [withQueue({ pending: [task], isPaused: true })], null],
  ['the last task of a queue that is stopped', [withQueue({ running: [task], isPaused: true })], 'queue'],
  ['ComfyUI', [idle, { ...idle, isComfyRunning: true }], 'comfyui'],
  ['both', [{ ...withQueue({ running: [task] }), isComfyRunning: true }], 'queue'],
])('%s', (_name, works, hindrance) => {
  expect(findHindrance(works)).toBe(hindrance);
});

it.each<[string, string, 'stable' | 'preview', boolean]>([
  ['1.0.1', '1.0.0', 'stable', true],
  ['1.0.0', '1.0.0', 'preview', false],
  ['0.9.9', '1.0.0', 'preview', false],
  ['1.10.0', '1.9.0', 'stable', true],
  ['1.1.0-beta.1', '1.0.0', 'stable', false],
  ['1.1.0-beta.1', '1.0.0', 'preview', true],
  ['1.1.0', '1.1.0-beta.1', 'stable', true],
  ['1.0.0', '1.1.0-beta.1', 'stable', false],
  ['newest', '1.0.0', 'preview', false],
  ['', '1.0.0', 'stable', false],
])('%s for %s on %s: %s', (...[version, current, channel, isWanted]) => {
  expect(isForUs(version, current, channel)).toBe(isWanted);
});

it('looks at once where it never did or the clock went back, else a day later', () => {
  const hour = 60 * 60 * 1000;
  expect([nextCheckMs(null, 5), nextCheckMs(9, 5), nextCheckMs(0, hour), nextCheckMs(0, 30 * hour)]).toEqual([
    0,
    0,
    23 * hour,
    0,
  ]);
});

it('joins the notes of several versions, and takes nothing else for notes', () => {
  const given = [{ version: '1.1.0', note: 'b' }, { version: '1.0.0', note: 'a' }, { version: '0.9.0', note: null }, 7];
  expect(joinNotes(given)).toBe('## 1.1.0\n\nb\n\n## 1.0.0\n\na');
  expect([joinNotes('x'), joinNotes(null), joinNotes({ note: 'x' })]).toEqual(['x', '', '']);
  expect(joinNotes('x'.repeat(100_000)).length).toBeLessThan(60_002);
});
