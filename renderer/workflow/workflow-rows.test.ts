import { describe, expect, it } from 'vitest';
import type { WorkflowCandidate, WorkflowPack } from '../../src/contract/workflows';
import type { HistoryItem, QueueView } from '../../src/contract/tasks/tasks';
import { createRows, createRowTask, type PackRow } from './workflow-rows';
import type { RowChoice, RowOrder } from '../state/workflow/workflow-store';

function candidate(key: string, facts: Partial<WorkflowCandidate> = {}): WorkflowCandidate {
  return {
    key,
    title: key,
    author: '',
    registryId: key,
    repository: `https://github.com/a/${key}`,
    files: [`https://github.com/a/${key}`],
    isListed: true,
    stars: 1,
    latestVersion: '2.0.0',
    state: 'missing',
    wantedVersion: null,
    installedVersion: null,
    localKey: null,
    why: 'only',
    problem: null,
    ...facts,
  };
}

function pack(key: string, facts: Partial<WorkflowPack> = {}): WorkflowPack {
  const classes = [{ name: `Of ${key}`, count: 1, titles: [] }];
  return { ...candidate(key), classes, alternatives: [], load: null, ...facts };
}

interface Facts {
  isOld?: boolean;
  choices?: Record<string, RowChoice>;
  orders?: Record<string, RowOrder>;
  rowOrder?: string[];
  view?: QueueView | null;
}

function rowsOf(packs: readonly WorkflowPack[], facts: Facts = {}): PackRow[] {
  return createRows(packs, { choices: {}, orders: {}, rowOrder: [], view: null, isOld: false, ...facts });
}

function taskOf(one: WorkflowPack, choice: RowChoice = {}) {
  const [row] = rowsOf([one], { choices: { [`Of ${one.key}`]: choice } });
  return row && { policy: row.policy, task: createRowTask(row, 'id') };
}

describe('the task of a row', () => {
  it('installs the newest, or what the workflow says: a version, or a commit of git', () => {
    expect(taskOf(pack('a'))).toMatchObject({
      policy: 'install-registry',
      task: { kind: 'install', params: { id: 'a', selected_version: 'latest' } },
    });
    const older = pack('a', { wantedVersion: '1.0.0' });
    expect(taskOf(older)?.task).toMatchObject({ params: { selected_version: 'latest' } });
    expect(taskOf(older, { version: 'workflow' })).toMatchObject({
      policy: 'install-registry',
      task: { params: { selected_version: '1.0.0', version: '1.0.0' } },
    });
    const commit = 'c'.repeat(40);
    expect(taskOf(pack('a', { wantedVersion: commit }), { version: 'workflow' })).toMatchObject({
      policy: 'install-nightly',
      task: { params: { selected_version: commit, repository: 'https://github.com/a/a' } },
    });
  });

  it('asks the policy for git where no registry has it, and for strangers where no catalogue has it', () => {
    expect(taskOf(pack('g', { registryId: null, latestVersion: null }))).toMatchObject({
      policy: 'install-nightly',
      task: { params: { selected_version: 'nightly' } },
    });
    const stranger = pack('https://github.com/s/x', { registryId: null, latestVersion: null, isListed: false });
    expect(taskOf(stranger)).toMatchObject({ policy: 'install-git-url', task: { params: { id: stranger.key } } });
  });

  it('enables what is there under the name it has there, and does nothing for what is ready', () => {
    const away = pack('a', { state: 'disabled', localKey: 'A-Folder' });
    expect(taskOf(away)).toEqual({
      policy: 'enable',
      task: { ui_id: 'id', client_id: 'desktop-window', kind: 'enable', params: { cnr_id: 'A-Folder' } },
    });
    expect(taskOf(pack('a', { state: 'installed' }))).toEqual({ policy: null, task: null });
    expect(taskOf(pack('a', { state: 'failed-import' }))).toEqual({ policy: null, task: null });
  });

  it('is that of the chosen pack', () => {
    const one = pack('a', { alternatives: [candidate('b', { state: 'disabled', localKey: 'b' })] });
    expect(taskOf(one, { candidate: 'b' })?.task).toMatchObject({ kind: 'enable', params: { cnr_id: 'b' } });
  });
});

describe('rows', () => {
  it('keep the places they were first seen in, and are chosen unless nobody vouches for them', () => {
    const packs = [pack('b'), pack('c', { isListed: false }), pack('a', { state: 'installed' })];
    const rows = rowsOf(packs, { rowOrder: ['Of a', 'Of b'] });
    expect(rows.map(({ id, isSelected }) => [id, isSelected])).toEqual([
      ['Of a', true],
      ['Of b', true],
      ['Of c', false],
    ]);
  });

  it('follow their orders through the queue', () => {
    const order: RowOrder = { uiId: 'u', kind: 'install', refusal: null };
    const empty: QueueView = { running: [], pending: [], finished: [], isPaused: false, isProcessing: false };
    const progressOf = (one: WorkflowPack, view: QueueView | null, facts: Facts = {}) =>
      rowsOf([one], { orders: { 'Of a': order }, view, ...facts })[0]?.progress;
    const phaseWith = (view: QueueView | null, given = order) =>
      progressOf(pack('a'), view, { orders: { 'Of a': given } });
    expect(phaseWith(empty)).toMatchObject({ phase: 'waiting' });
    const task = createRowTask(rowsOf([pack('a')])[0] as PackRow, 'u');
    if (task === null) throw new Error('There is no task.');
    const running = [{ task, startedAt: '', progress: null }];
    expect(phaseWith({ ...empty, running })).toMatchObject({ phase: 'running' });
    const after = (outcome: HistoryItem['outcome']) => ({
      ...empty,
      finished: [{ ui_id: 'u', outcome } as HistoryItem],
    });
    const ended = (outcome: HistoryItem['outcome']) => phaseWith(after(outcome));
    const there = pack('a', { state: 'installed' });
    const done = after({ status: 'done', message: '' });
    expect(progressOf(there, done)).toMatchObject({ phase: 'done' });
    expect(progressOf(there, after({ status: 'warning', message: '', warnings: ['x'] }))).toMatchObject({
      phase: 'done',
    });
    // An answer from before it tells of the pack as missing; one from after it, that it was taken back or never came.
    expect(progressOf(pack('a'), done, { isOld: true })).toMatchObject({ phase: 'running', kind: 'install' });
    expect(progressOf(pack('a'), done)).toEqual({ phase: 'none' });
    expect(progressOf(pack('a', { state: 'disabled' }), done)).toEqual({ phase: 'none' });
    expect(ended({ status: 'skipped', message: '' })).toEqual({ phase: 'none' });
    const error = { error: 'No room.', message: 'No room. Make some.', code: 'disk-full', remedy: 'Make some.' };
    const failedPhase = { phase: 'failed', error };
    expect(ended({ status: 'failed', error })).toEqual({ ...failedPhase, uiId: 'u' });
    expect(phaseWith(empty, { ...order, refusal: error })).toEqual({ ...failedPhase, uiId: null });
  });
});
