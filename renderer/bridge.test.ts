import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { beginSession, call, pathOf, speakAbout } from './bridge';

/** The other end of the preload: notes which folder each call is about. */
const received: unknown[] = [];
const ids: (string | undefined)[] = [];
const cancelledIds: string[] = [];
type HowCalled = { about?: unknown; id?: string };

beforeEach(() => {
  for (const list of [received, ids, cancelledIds]) list.length = 0;
  const answer = (name: string, _input: unknown, { about, id }: HowCalled) => {
    received.push([name, about]);
    ids.push(id);
    return Promise.resolve({ ok: true, json: new TextEncoder().encode('{}') });
  };
  vi.stubGlobal('window', {
    bridge: { call: answer, cancel: (id: string) => cancelledIds.push(id), pathOf: () => '/a/file' },
  });
  speakAbout('/one');
});
afterEach(() => vi.unstubAllGlobals());

it('lets every step of an errand be about the installation it was begun for, whichever is shown by then', async () => {
  const session = beginSession();
  await session.call('queue.pause', {});
  expect(session.isShown()).toBe(true);
  speakAbout('/two');
  await session.call('queue.start', {});
  await call('queue.start', {});
  expect(session.isShown()).toBe(false);
  expect(received).toEqual([
    ['queue.pause', '/one'],
    ['queue.start', '/one'],
    ['queue.start', '/two'],
  ]);
});

it('cancels a call by its id when its signal is aborted, and none that has its answer', async () => {
  const [early, late] = [new AbortController(), new AbortController()];
  const first = call('python.plan', {}, early.signal);
  const second = call('python.plan', {}, late.signal);
  early.abort();
  expect(cancelledIds).toEqual([ids[0]]);
  await Promise.all([first, second]);
  late.abort();
  await call('python.plan', {}, AbortSignal.abort());
  await call('python.plan', {});
  expect(cancelledIds).toEqual([ids[0], ids[2]]);
  expect([new Set(ids).size, ids[3]]).toEqual([4, undefined]);
});

it('knows where a file of this machine lies for an installation on another one too: it is sent there', () => {
  speakAbout('remote:a1');
  expect(pathOf(new File([], 'file'))).toBe('/a/file');
});
