import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { beginErrand, call, speakAbout } from './bridge';

/** The other end of the preload: notes which folder each call is about. */
const heard: unknown[] = [];

beforeEach(() => {
  heard.length = 0;
  const answer = (name: string, _input: unknown, about: unknown) => {
    heard.push([name, about]);
    return Promise.resolve({ ok: true, json: new TextEncoder().encode('{}') });
  };
  vi.stubGlobal('window', { bridge: { call: answer } });
  speakAbout('/one');
});
afterEach(() => vi.unstubAllGlobals());

it('lets every step of an errand be about the installation it was begun for, whichever is shown by then', async () => {
  const errand = beginErrand();
  await errand.call('queue.pause', {});
  expect(errand.isShown()).toBe(true);
  speakAbout('/two');
  await errand.call('queue.start', {});
  await call('queue.start', {});
  expect(errand.isShown()).toBe(false);
  expect(heard).toEqual([
    ['queue.pause', '/one'],
    ['queue.start', '/one'],
    ['queue.start', '/two'],
  ]);
});
