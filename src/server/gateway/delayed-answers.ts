import type { AppEvent, EventPayload } from '../../contract/events';
import { AppError, fromErrorBody, toErrorBody } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { dispatch, type CallContext, type ManagerOperations } from '../../contract/operations';
import { laneOf } from '../../contract/tasks/task-lanes';
import { answerJson, nameFailure, type Answer } from '../http/respond';
import type { RowCaller, RowCallers } from '../http/mount';
import type { Tabs } from './tabs';
import type { Upstream } from './upstream';

export interface DelayOptions {
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  upstream: Upstream;
  tabs: Pick<Tabs, 'showFailure' | 'countUnsent'>;
}

/** The web UI shows texts of its own for these, whatever the reason was (docs/reference/web-ui.md 2). */
const unreadableStatuses: ReadonlySet<number> = new Set([400, 403, 404]);
const asProgram: CallContext = { caller: 'program' };
/** A ComfyUI that is not back by then will not come back; the web UI gives up two minutes after the answer. */
const rebootPendingMs = 10 * 60_000;

/** Makes those who answer calls of the web UI where it needs more than the specification says. Scripts are answered as it says. */
export function createDelayedAnswers(options: DelayOptions): RowCallers {
  return {
    'comfyui.update': forWebUi(({ fields, operations }, perform) =>
      delayUpdate(textOf(fields, 'ui_id'), operations, { ...options, perform }),
    ),
    'comfyui.reboot': forWebUi(({ operations }, perform) => delayReboot(operations, { ...options, perform })),
    'queue.status': forWebUi(({ operations }, perform) => perform(withUntold(operations, options.tabs))),
  };
}

type OpenCall = Parameters<RowCaller>[0] & { operations: ManagerOperations };

function forWebUi(answer: (call: OpenCall, perform: Parameters<RowCaller>[1]) => Promise<Answer>): RowCaller {
  return (call, perform) => {
    const { operations } = call;
    return call.isOfWebUi && operations !== null ? answer({ ...call, operations }, perform) : perform(operations);
  };
}

type Performing = DelayOptions & { perform: Parameters<RowCaller>[1] };

/**
 * The web UI says "updated" and asks for a restart as soon as this is answered. So the queue is started and the answer waits for the end of the task;
 * a failure is told in words, and no restart follows (fact 14).
 */
async function delayUpdate(
  uiId: string,
  operations: ManagerOperations,
  { onEvent, perform }: Performing,
): Promise<Answer> {
  const ended = waitForEnd(uiId, onEvent);
  try {
    const { isPaused } = await dispatch<'queue.view'>(operations, {
      name: 'queue.view',
      input: {},
      context: asProgram,
    });
    if (isPaused) throw queuePaused();
    await perform(operations);
    await dispatch<'queue.start'>(operations, { name: 'queue.start', input: {}, context: asProgram });
    const { result, status, state } = await ended.promise;
    if (status.status_str === 'success') return answerJson({});
    const outcome = state.history[uiId]?.outcome;
    throw outcome?.status === 'failed' ? fromErrorBody(outcome.error) : new AppError('cancelled', result);
  } catch (error) {
    const failure = nameFailure(error);
    return answerJson(toErrorBody(failure), unreadableStatuses.has(failure.status) ? 500 : failure.status);
  } finally {
    ended.stop();
  }
}

/**
 * Accepted or refused at once; a refusal is shown as a failed task, for the web UI shows no answer of this. Accepted, the answer waits until ComfyUI
 * is back or has failed to come: only then the web UI begins to count its two minutes.
 */
async function delayReboot(
  operations: ManagerOperations,
  { onEvent, upstream, tabs, perform }: Performing,
): Promise<Answer> {
  const settled = waitForRestart(upstream);
  try {
    const answer = await perform(operations);
    await waitForIdle(operations, onEvent);
    settled.startClock();
    await settled.promise;
    return answer;
  } catch (error) {
    await tabs.showFailure(toErrorBody(nameFailure(error)).message).catch(() => undefined);
    throw error;
  } finally {
    settled.stop();
  }
}

/** The status counts a task until its client was told of its end: with 0 the web UI forgets what it asked for. */
function withUntold(operations: ManagerOperations, tabs: Pick<Tabs, 'countUnsent'>): ManagerOperations {
  return {
    ...operations,
    'queue.status': async (input, context) => {
      const status = await operations['queue.status'](input, context);
      const untold = tabs.countUnsent(input.client_id ?? '');
      if (untold === 0) return status;
      const { total_count: total, in_progress_count: running } = status;
      return { ...status, total_count: total + untold, in_progress_count: running + untold, is_processing: true };
    },
  };
}

interface Waiting<T> {
  promise: Promise<T>;
  stop: () => void;
}

function waitForEnd(uiId: string, onEvent: DelayOptions['onEvent']): Waiting<EventPayload<'cm-task-completed'>> {
  let stop: () => void = () => undefined;
  const promise = new Promise<EventPayload<'cm-task-completed'>>((resolve, reject) => {
    stop = onEvent(({ name, payload }) => {
      if (name === 'cm-task-completed' && payload.ui_id === uiId) resolve(payload);
      if (name === 'cmd-installation-changed') {
        reject(new AppError('cancelled', msg`The ComfyUI folder was closed, so the update has not ended.`));
      }
    });
  });
  // It is awaited only when everything before it went well.
  promise.catch(() => undefined);
  return { promise, stop };
}

async function waitForIdle(operations: ManagerOperations, onEvent: DelayOptions['onEvent']): Promise<void> {
  for (;;) {
    let wake: () => void = () => undefined;
    const change = new Promise<void>((resolve) => (wake = resolve));
    const stop = onEvent(({ name }) => {
      if (name === 'cm-task-completed' || name === 'cmd-installation-changed') wake();
    });
    try {
      const view = await dispatch<'queue.view'>(operations, { name: 'queue.view', input: {}, context: asProgram });
      // A restart does not wait for the download of a model.
      if (!view.running.some(({ task }) => laneOf(task) === 'installation')) return;
      await change;
    } finally {
      stop();
    }
  }
}

/** Waits until ComfyUI has gone and is back, or has ended for good. */
function waitForRestart(upstream: Upstream): Waiting<void> & { startClock: () => void } {
  let end: () => void = () => undefined;
  let late: NodeJS.Timeout | undefined;
  const promise = new Promise<void>((resolve) => (end = resolve));
  let hasGone = upstream.address() === null;
  const unsubscribe = upstream.onChange(() => {
    const isBack = upstream.address() !== null && hasGone;
    hasGone ||= upstream.address() === null;
    const state = upstream.status()?.state ?? 'stopped';
    if (isBack || ['stopped', 'crashed', 'foreign'].includes(state)) end();
  });
  const stop = () => {
    clearTimeout(late);
    unsubscribe();
    end();
  };
  return { promise, stop, startClock: () => (late = setTimeout(end, rebootPendingMs)) };
}

function queuePaused(): AppError {
  return new AppError('queue-busy', msg`The queue is paused, so ComfyUI was not updated.`, {
    remedy: msg`Resume it in ComfyUI Manager Desktop, then update again.`,
  });
}

function textOf(
  { query, body }: { query: Record<string, unknown>; body: Record<string, unknown> },
  name: string,
): string {
  const value = { ...query, ...body }[name];
  return typeof value === 'string' ? value : '';
}
