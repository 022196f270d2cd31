import type { EventPayload } from '../../contract/events';
import type { HistoryItem, QueueState } from '../../contract/tasks/tasks';
import { frameOf } from '../events/state-frame';

/** A client that went away, and what it may have missed. */
export interface Absence {
  /** Milliseconds since the epoch. */
  leftAt: number;
  /** ComfyUI was started anew meanwhile, or nobody knows. */
  sawRestart: boolean;
  /** The page was loaded anew: it starts from nothing, and shows nothing of before. */
  isReload: boolean;
}

/**
 * The state as web UIs have to read it: what ended before ComfyUI's last end is over for them, else it would be counted among the changes
 * that wait for a restart (docs/reference/web-ui.md 4).
 */
export function sinceRestart(state: QueueState, endedAt: number): QueueState {
  if (endedAt === 0) return state;
  const recent = Object.entries(state.history).filter(([, item]) => endOf(item) >= endedAt);
  return { ...state, history: Object.fromEntries(recent) };
}

/**
 * What a page hears when its socket is there: the state, and what it missed while it was away, so that no spinner stays. Over a restart every page
 * needs a completed task, whatever it is, to learn the new state (fact 18).
 */
export function composeGreeting(
  { status, state }: EventPayload<'cm-queue-status'>,
  { sid, absence }: { sid: string; absence: Absence | null },
): string[] {
  const frames = [frameOf('cm-queue-status', { status, state })];
  const missed = absence === null || absence.isReload ? [] : missedBy(sid, state, absence.leftAt);
  for (const item of missed) frames.push(frameOf('cm-task-completed', completionOf(item, state)));
  const isStale = absence !== null && (absence.sawRestart || !absence.isReload);
  if (missed.length === 0 && isStale) frames.push(frameOf('cm-task-completed', composeNews(state)));
  const [task] = state.running_queue;
  if (task) {
    const { ui_id, kind } = task;
    frames.push(frameOf('cm-task-started', { ui_id, kind, timestamp: now(), state }));
  }
  return frames;
}

/** A failure that is no task's, put where a web UI shows one: a completed task that only this message knows (2.1). */
export function composeFailure(
  message: string,
  sid: string,
  { state, uiId }: { state: QueueState; uiId: string },
): string {
  const status = { status_str: 'error', completed: true, messages: [message] };
  const facts = { ui_id: uiId, kind: 'reboot', timestamp: now(), result: message, status };
  const item = { ...facts, client_id: sid, batch_id: null, end_time: facts.timestamp, params: {} };
  return frameOf('cm-task-completed', { ...facts, state: { ...state, history: { ...state.history, [uiId]: item } } });
}

function missedBy(sid: string, { history }: QueueState, leftAt: number): HistoryItem[] {
  return Object.values(history).filter((item) => item.client_id === sid && endOf(item) >= leftAt);
}

function completionOf({ ui_id, kind, timestamp, result, status }: HistoryItem, state: QueueState): object {
  return { ui_id, kind, timestamp, result, status, state };
}

/** Nothing was done; the state is the news. */
function composeNews(state: QueueState): object {
  const status = { status_str: 'success', completed: true, messages: [] };
  return { ui_id: 'desktop-state', kind: 'state', timestamp: now(), result: 'success', status, state };
}

function endOf({ end_time: endTime, timestamp }: HistoryItem): number {
  return Date.parse(endTime ?? timestamp);
}

function now(): string {
  return new Date().toISOString();
}
