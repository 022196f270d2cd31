import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InstallationRow } from '../../src/contract/installation';
import { applyQueueChange } from '../../src/contract/tasks/queue-change';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { createBackgroundNews } from './background';
import type { Note } from './compose';
import { finishedTask, queueView, runningTask, startMs } from '../testing/queue-view';
import { createTexts } from '../texts/texts';

const { t } = createTexts();

function row(folder: string, part: Partial<InstallationRow> = {}): InstallationRow {
  const facts = { kind: null, version: null, isDemo: false, isMissing: false, apiPort: null };
  return {
    ...facts,
    folder,
    name: folder,
    isOpen: true,
    isShown: false,
    comfy: 'stopped',
    running: 0,
    pending: 0,
    ...part,
  };
}

function watch() {
  const queues = new Map<string, QueueView>();
  const notes: Note[] = [];
  let shown = 'One';
  let isFocused = false;
  const news = createBackgroundNews({
    t,
    isFocused: () => isFocused,
    overview: () =>
      [...queues].map(([folder, queue]) => ({
        ...{ folder, name: folder, isShown: folder === shown, queue },
        ...{ isRemote: false, isComfyRunning: false, comfyPort: null },
      })),
    onNote: (note) => notes.push(note),
  });
  const see = (...rows: InstallationRow[]) => news.see(rows);
  const change = (folder: string, part: Partial<QueueView>) => {
    queues.set(folder, applyQueueChange(queues.get(folder) ?? null, queueView(part)));
    see(row('One'), row('Two'));
  };
  return {
    notes,
    change,
    see,
    show: (folder: string) => (shown = folder),
    focus: () => (isFocused = true),
    run: (folder: string) => {
      change(folder, { running: [runningTask('a', 0)], isProcessing: true });
      change(folder, { finished: [finishedTask('failed', startMs, 'a')] });
      vi.advanceTimersByTime(5000);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('news of installations that are not shown', () => {
  it('says where it happened, and leads there', () => {
    const { run, notes } = watch();
    run('Two');
    expect(notes).toMatchObject([{ title: 'Two: a was not disabled', folder: 'Two', actions: ['show'] }]);
  });

  it('leaves the shown one to its own events', () => {
    const { run, notes, show } = watch();
    run('One');
    expect(notes).toEqual([]);
    show('Two');
    run('One');
    expect(notes.map(({ folder }) => folder)).toEqual(['One']);
  });

  it('is none while the window is in front', () => {
    const { run, notes, focus } = watch();
    focus();
    run('Two');
    expect(notes).toEqual([]);
  });

  it('tells a crash, and nothing of a folder that was opened anew', () => {
    const { change, see, notes } = watch();
    change('Two', {});
    see(row('Two', { comfy: 'running' }));
    see(row('Two', { comfy: 'crashed' }));
    expect(notes.map(({ title }) => title)).toEqual(['Two: ComfyUI crashed']);
    see(row('Two', { isOpen: false, comfy: null }));
    see(row('Two', { comfy: 'crashed' }));
    expect(notes).toHaveLength(1);
  });
});
