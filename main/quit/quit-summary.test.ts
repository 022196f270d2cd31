import { describe, expect, it } from 'vitest';
import { disableTask, queueView, runningTask } from '../testing/queue-view';
import { createTexts } from '../texts/texts';
import { readQuitSummary, type OpenWork } from './quit-summary';

const { t } = createTexts();
const idle: OpenWork = { name: 'ComfyUI', queue: queueView(), isComfyRunning: false, comfyPort: 8188 };
const list = (...works: Partial<OpenWork>[]) =>
  readQuitSummary(
    works.map((work) => ({ ...idle, ...work })),
    t,
  );

describe('readQuitSummary', () => {
  it('is empty when nothing runs, waiting tasks or not', () => {
    expect(list().lines).toEqual([]);
    expect(list({ queue: null }).lines).toEqual([]);
    expect(list({ queue: queueView({ pending: [disableTask('a')] }) })).toEqual({ lines: [], waiting: 1 });
  });

  it('names the task with its per cent, and ComfyUI with its port', () => {
    const queue = queueView({ running: [runningTask('my-pack', 0.42)], pending: [disableTask('a'), disableTask('b')] });
    expect(list({ queue, isComfyRunning: true })).toEqual({
      lines: ['•  Disabling my-pack 42% (what it has done so far is undone)', '•  ComfyUI on port 8188'],
      waiting: 2,
    });
  });

  it('says whose it is when several installations are open', () => {
    const queue = queueView({ running: [runningTask('a', null)] });
    expect(list({ queue, name: 'One' }, { name: 'Two', isComfyRunning: true, comfyPort: null }).lines).toEqual([
      '•  Disabling a (what it has done so far is undone), in One',
      '•  ComfyUI, in Two',
    ]);
  });

  it('stays short', () => {
    const works = Array.from({ length: 12 }, (_, index) => ({ name: String(index), isComfyRunning: true }));
    const { lines } = list(...works);
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe('and 4 more');
  });
});
