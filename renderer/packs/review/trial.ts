import { useMemo, useState } from 'react';
import type { Rehearsal, RehearsedPack } from '../../../src/contract/library/rehearsal';
import type { ErrorBody } from '../../../src/contract/error-body';
import { wasDone } from '../../../src/contract/tasks/task-outcome';
import type { QueueTask, QueueView } from '../../../src/contract/tasks/tasks';
import { useQueue } from '../../state/queue/queue-store';
import type { ReviewRow } from './review-rows';

type TrialTask = Extract<QueueTask, { kind: 'rehearse-updates' }>;

const isTrial = (task: QueueTask): task is TrialTask => task.kind === 'rehearse-updates';

/** A trial of updates in the queue. */
export interface OpenTrial {
  uiId: string;
  isRunning: boolean;
  count: number;
}

/** What the newest trial has said. */
export interface TrialResult {
  uiId: string;
  rehearsal: Rehearsal;
  /** Of rows, by their keys: only where the versions are still those that were tried. */
  ofRow: ReadonlyMap<string, RehearsedPack>;
}

/** The trial that runs or waits; null where there is none. Pure. */
function findOpenTrial(view: QueueView | null): OpenTrial | null {
  const running = view?.running.map(({ task }) => task).find(isTrial);
  const task = running ?? view?.pending.find(isTrial);
  return task === undefined ? null : { uiId: task.ui_id, isRunning: task === running, count: task.params.packs.length };
}

/** What the newest trial has said of what can be updated now; null where it says nothing of it. Pure. */
function findTrialResult(view: QueueView | null, rows: readonly ReviewRow[]): TrialResult | null {
  const item = view?.finished.find(({ kind }) => kind === 'rehearse-updates');
  if (item === undefined || !wasDone(item.outcome)) return null;
  const { rehearsal } = item.outcome;
  if (rehearsal === undefined) return null;
  const tried = new Map(rehearsal.packs.map((pack) => [pack.key, pack] as const));
  const ofRow = rows.flatMap((row) => {
    const pack = tried.get(row.packKey);
    const isSame = pack !== undefined && pack.from === row.from && (pack.to === null || pack.to === row.to);
    return isSame ? [[row.key, pack] as const] : [];
  });
  return ofRow.length === 0 ? null : { uiId: item.ui_id, rehearsal, ofRow: new Map(ofRow) };
}

/** Why the newest trial came to no end, where it ended after a moment; null for any other. Pure. */
function findTrialFailure(view: QueueView | null, sinceMs: number): ErrorBody | null {
  const item = view?.finished.find(({ kind }) => kind === 'rehearse-updates');
  if (item === undefined || item.outcome.status !== 'failed' || Date.parse(item.timestamp) < sinceMs) return null;
  return item.outcome.error;
}

const seen: ReadonlySet<RehearsedPack['verdict']> = new Set(['fine', 'loses-nodes', 'breaks-import']);

/** Whether ComfyUI came so far with an update that the trial knows which nodes are lost. */
export function hasSeenNodes(tried: Pick<RehearsedPack, 'verdict'> | undefined): boolean {
  return tried !== undefined && seen.has(tried.verdict);
}

/** Keys of the rows that a trial spoke against. Pure. */
function spokenAgainst(result: TrialResult | null): ReadonlySet<string> {
  const against = [...(result?.ofRow ?? [])].filter(([, { verdict }]) => verdict !== 'fine' && verdict !== 'current');
  return new Set(against.map(([key]) => key));
}

/** What a review shows of trials. */
export interface TrialView {
  open: OpenTrial | null;
  result: TrialResult | null;
  /** Of a trial that failed while the review is open. */
  failure: ErrorBody | null;
  /** Keys of the rows that the trial spoke against. */
  against: ReadonlySet<string>;
}

/** Follows trials of what can be updated. */
export function useTrial(rows: readonly ReviewRow[]): TrialView {
  const view = useQueue((state) => state.view);
  const [openedAtMs] = useState(() => Date.now());
  return useMemo(() => {
    const result = findTrialResult(view, rows);
    const failure = findTrialFailure(view, openedAtMs);
    return { open: findOpenTrial(view), result, failure, against: spokenAgainst(result) };
  }, [view, rows, openedAtMs]);
}
