import { describe, expect, it } from 'vitest';
import type { HistoryItem, QueueTask, QueueView } from '../../../src/contract/tasks/tasks';
import { installableOf } from '../../../src/contract/text/installable-line';
import { findProgress } from './comfy-versions';

const task = (uiId: string, kind: 'update-comfyui' | 'update-all'): QueueTask => {
  const head = { ui_id: uiId, client_id: 'somebody' };
  return kind === 'update-comfyui' ? { ...head, kind, params: {} } : { ...head, kind, params: { mode: 'cache' } };
};
const running = (uiId: string, kind: 'update-comfyui' | 'update-all') => {
  return { task: task(uiId, kind), startedAt: '2026-01-01T00:00:00Z', progress: null };
};
const ended = (uiId: string) => ({ ui_id: uiId, kind: 'update-comfyui' }) as HistoryItem;
const view = (parts: Partial<QueueView>): QueueView => {
  return { running: [], pending: [], finished: [], isPaused: false, isProcessing: false, ...parts };
};

describe('how a change of version goes', () => {
  it('is that of the one under way, whoever ordered it', () => {
    const now = view({ running: [running('theirs', 'update-comfyui')], finished: [ended('mine')] });
    expect(findProgress(now, 'mine')).toEqual({ phase: 'running', uiId: 'theirs', step: null, fraction: null });
    expect(findProgress(view({ pending: [task('theirs', 'update-comfyui')] }), null)).toEqual({ phase: 'waiting' });
  });

  it('is how the own one ended, and says nothing of others', () => {
    const now = view({ running: [running('x', 'update-all')], finished: [ended('theirs'), ended('mine')] });
    expect(findProgress(now, 'mine')).toEqual({ phase: 'ended', item: ended('mine') });
    expect(findProgress(now, null)).toEqual({ phase: 'none' });
    expect(findProgress(null, 'mine')).toEqual({ phase: 'none' });
    expect(findProgress(now, 'asked', true)).toEqual({ phase: 'planning' });
    expect(findProgress(now, 'mine', true)).toEqual({ phase: 'ended', item: ended('mine') });
  });
});

describe('what a package lacks', () => {
  it.each([
    ['nothere', 'nothere'],
    ["nothere>=3 ; python_full_version >= '3.1'", 'nothere>=3'],
    ['bbb[extra]<2,!=1.5', 'bbb[extra]<2,!=1.5'],
    ['Python >=3.13', null],
    ['is broken or incomplete (unable to read `WHEEL` file).', null],
    ['is not supported on this platform', null],
    ['', null],
  ])('"%s" is installed as %s', (needs, wanted) => {
    expect(installableOf(needs)).toBe(wanted);
  });
});
