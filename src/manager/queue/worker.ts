import { giveUp, isGivenUp, suspend, type JobContext } from '../../base/async/job';
import type { Logger } from '../../base/log';
import type { SystemState } from '../../contract/history';
import { type Lane, laneOf, lanes, slotsOf } from '../../contract/tasks/task-lanes';
import { skipped, wasDone } from '../../contract/tasks/task-outcome';
import type { HistoryItem, QueueTask, TaskOutcome } from '../../contract/tasks/tasks';
import { msg, type Sentence, formatMessage } from '../../contract/text/message';
import type { Announcer } from './announcer';
import { composeBatchRecord, createBatchId, type BatchRecords, type OpenBatch } from './batches';
import type { TaskHistory } from './history';
import type { QueueJournal } from './journal';
import { outcomeOf, toHistoryItem, withWarnings } from './outcome';
import { createReporter } from './progress';
import type { QueueEntry, RunningEntry, TaskQueue } from './task-queue';
import type { TaskLogs } from './task-logs';

/** Runs one task; throws or returns how it ended. Knows every area; the worker knows none. */
export type RunTask = (entry: QueueEntry, job: JobContext) => Promise<TaskOutcome>;

export interface WorkerOptions {
  queue: TaskQueue;
  journal: QueueJournal;
  history: TaskHistory;
  logs: TaskLogs;
  announcer: Announcer;
  runTask: RunTask;
  captureState: () => Promise<SystemState>;
  /** How many downloads of models run at once; asked anew each time. */
  downloadsAtOnce?: () => number;
  /** Awaited before each task, when nothing of it has changed yet; must not reject. */
  beforeTask: (task: QueueTask, batchId: string) => Promise<void>;
  batches: BatchRecords;
  log: Logger;
}

const now = () => new Date().toISOString();

function describeOutcome(outcome: TaskOutcome): string {
  return outcome.status === 'failed' ? `failed: ${outcome.error.message}` : `${outcome.status}: ${outcome.message}`;
}

/** The state after a batch: what it is now, without what the other lane has changed meanwhile. Pure. */
function stateAfter(
  lane: Lane,
  { sawDownload }: OpenBatch,
  states: Record<'before' | 'current', SystemState>,
): SystemState {
  const { before, current } = states;
  if (lane === 'models') return { ...before, installed_models: current.installed_models };
  if (!sawDownload) return current;
  const known = Object.entries(current.installed_models).filter(([name]) =>
    Object.hasOwn(before.installed_models, name),
  );
  return { ...current, installed_models: Object.fromEntries(known) };
}

/** The places of a lane in which a task can run. */
const slots = lanes.flatMap((lane) =>
  Array.from({ length: slotsOf[lane] }, (_, at) => ({ lane, name: `${lane} ${at}` })),
);

/** Takes the tasks of each lane in order, as many at once as it has places, runs them and records how they ended. A failing task never ends the worker. */
export class Worker {
  readonly #options: WorkerOptions;
  /** The open batch of each lane. */
  readonly #batches = new Map<Lane, OpenBatch>();
  /** By the id of its task. */
  readonly #aborts = new Map<string, AbortController>();
  /** By the name of the place. */
  readonly #drained = new Map<string, Promise<void>>();
  /** The record of a batch that is being written: until then its lane begins nothing. */
  readonly #finishing = new Map<Lane, Promise<void>>();
  #isClosing = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Starts the work; false when it is under way already. */
  start(): boolean {
    if (this.#options.queue.isProcessing) return false;
    this.#options.queue.setProcessing(true);
    this.#noteProcessing(true);
    this.wake();
    return true;
  }

  /** Lets every lane look again: a pause has ended, or tasks came. Nothing begins before the queue is started. */
  wake(): void {
    for (const { lane, name } of slots) {
      const drained = (this.#drained.get(name) ?? Promise.resolve()).then(() => this.#drain(lane));
      this.#drained.set(
        name,
        drained.catch((error: unknown) => {
          this.#options.log.error('The queue stopped.', { error, lane });
          this.#options.queue.setProcessing(false);
        }),
      );
    }
  }

  /** Aborts a running task, also one that is suspended and has not ended yet; false when no such task runs. */
  cancel(uiId: string): boolean {
    return this.#stop(uiId, giveUp);
  }

  /** Stops a running task, which is to be gone on with later; false when no such task runs. */
  suspend(uiId: string): boolean {
    this.#note((journal) => journal.running(uiId, false));
    return this.#stop(uiId, suspend);
  }

  #stop(uiId: string, stop: (abort: AbortController) => void): boolean {
    const abort = this.#aborts.get(uiId);
    if (abort) stop(abort);
    return abort !== undefined;
  }

  /** Records a pending task that was taken out before it ran. */
  recordCancelled({ task }: QueueEntry): void {
    const at = now();
    const batch = this.#batches.get(laneOf(task));
    const item = toHistoryItem(task, skipped(msg`Cancelled.`), {
      startedAt: at,
      endedAt: at,
      batchId: batch?.id ?? null,
    });
    this.#record(item, batch);
    this.#options.announcer.completed(item);
  }

  /** Resolves when a lane has nothing more to do, or was paused; at once when it is idle. Never rejects. */
  async whenIdle(lane: Lane): Promise<void> {
    for (const { name } of slots.filter((slot) => slot.lane === lane)) {
      for (let drained; drained !== this.#drained.get(name);) {
        drained = this.#drained.get(name);
        await drained;
      }
    }
  }

  /** Aborts the running tasks and waits for the worker to end; the tasks stay in the journal and come back at the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const id of this.#aborts.keys()) this.suspend(id);
    await Promise.all(lanes.map((lane) => this.whenIdle(lane)));
    await this.#options.announcer.settled();
  }

  async #drain(lane: Lane): Promise<void> {
    const { queue, log } = this.#options;
    while (queue.isProcessing) {
      await this.#runPending(lane);
      if (this.#isClosing || (queue.isPaused && queue.hasReady(lane))) return;
      // The last place of the lane ends the batch.
      if (queue.runningIn(lane) > 0) return;
      const finishing = this.#finishing.get(lane) ?? this.#finishBatch(lane);
      this.#finishing.set(lane, finishing);
      await finishing.catch((error: unknown) => {
        log.error('The batch record could not be written.', { error });
      });
      this.#finishing.delete(lane);
      // A task may have come in while the record was written.
      if (!queue.hasReady(lane)) break;
    }
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (!this.#options.queue.isProcessing || !this.#options.queue.isIdle || this.#batches.size > 0) return;
    this.#options.queue.setProcessing(false);
    // What waits for its hours begins by itself, in a later run of the app as well.
    this.#noteProcessing((this.#options.queue.waiting?.ids.length ?? 0) > 0);
    // What was paused by itself waits on as well.
    this.#options.announcer.queueStatus(this.#options.queue.pending.length > 0 ? 'in_progress' : 'all-done');
  }

  async #runPending(lane: Lane): Promise<void> {
    const { queue, downloadsAtOnce = () => 1 } = this.#options;
    for (;;) {
      await this.#finishing.get(lane)?.catch(() => undefined);
      const running = this.#isClosing ? null : queue.take(lane, now(), lane === 'models' ? downloadsAtOnce() : 1);
      if (!running) return;
      const batch = this.#batches.get(lane) ?? this.#openBatch();
      this.#batches.set(lane, batch);
      await this.#runOne(running, batch);
    }
  }

  /** Whether the next start goes on by itself. */
  #noteProcessing(value: boolean): void {
    this.#note((journal) => journal.processing(value));
  }

  /** A full disk must not stop the work for what only the next start wants to know. */
  #note(write: (journal: WorkerOptions['journal']) => void): void {
    const { journal, log } = this.#options;
    try {
      write(journal);
    } catch (error) {
      log.error('The state of the queue could not be written down.', { error });
    }
  }

  #openBatch(): OpenBatch {
    const stateBefore = this.#options.captureState();
    return { id: createBatchId(new Date()), startedAt: now(), stateBefore, ended: new Set(), sawDownload: false };
  }

  async #runOne(running: RunningEntry, batch: OpenBatch): Promise<void> {
    const { queue, logs, announcer } = this.#options;
    const { task } = running.entry;
    const abort = new AbortController();
    this.#aborts.set(task.ui_id, abort);
    const taskLog = logs.open(task.ui_id);
    taskLog.line(`${running.startedAt} ${task.kind} started`);
    this.#note((journal) => journal.running(task.ui_id, true));
    announcer.started(running);
    // The first task of a batch waits for the picture of what was before, and for the snapshot; nothing has changed by then.
    await Promise.all([batch.stateBefore.catch(() => undefined), this.#options.beforeTask(task, batch.id)]);
    const report = createReporter(task, queue, announcer);
    const warned: Sentence[] = [];
    const warn = (sentence: Sentence): void => {
      warned.push(sentence);
      taskLog.line(`Warning: ${formatMessage(sentence)}`);
    };
    const ended = await this.#settle(running.entry, { signal: abort.signal, report, log: taskLog.line, warn });
    const outcome = withWarnings(ended, warned);
    taskLog.line(`${now()} ${describeOutcome(outcome)}`);
    await taskLog.close();
    this.#aborts.delete(task.ui_id);
    const isSuspended = abort.signal.aborted && !isGivenUp(abort);
    if (isSuspended && this.#isClosing) return;
    if (isSuspended && outcome.status !== 'done') {
      this.#putBack(running);
      return;
    }
    const item = toHistoryItem(task, outcome, { startedAt: running.startedAt, endedAt: now(), batchId: batch.id });
    this.#record(item, batch);
    const beside = this.#batches.get('installation');
    if (laneOf(task) === 'models' && beside) beside.sawDownload = true;
    queue.release(task.ui_id);
    announcer.completed(item);
    // What failed or was cancelled left everything as it was.
    if (wasDone(outcome)) announcer.packsChanged();
  }

  /** Whoever suspended it has paused it; what it has done so far counts when it goes on. */
  #putBack(running: RunningEntry): void {
    this.#options.queue.putBack(running);
    this.#options.announcer.viewChanged();
  }

  async #settle(entry: QueueEntry, job: JobContext): Promise<TaskOutcome> {
    try {
      return await this.#options.runTask(entry, job);
    } catch (error) {
      this.#options.log.warn('A task failed.', { ui_id: entry.task.ui_id, kind: entry.task.kind, error });
      return outcomeOf(error, job.signal.aborted);
    }
  }

  /** The task has ended whether or not that can be written down: a full disk must not hold up the worker. */
  #record(item: HistoryItem, batch: OpenBatch | undefined): void {
    const { history, journal, log } = this.#options;
    batch?.ended.add(item.ui_id);
    for (const write of [() => history.add(item), () => journal.ended([item.ui_id])]) {
      try {
        write();
      } catch (error) {
        log.error('The end of a task could not be written down.', { ui_id: item.ui_id, error });
      }
    }
  }

  /** The lane counts as busy until its record is written. */
  async #finishBatch(lane: Lane): Promise<void> {
    const batch = this.#batches.get(lane);
    if (!batch) return;
    try {
      const current = await this.#options.captureState().catch(() => null);
      const before = await batch.stateBefore;
      const after = current === null ? null : stateAfter(lane, batch, { before, current });
      const span = { id: batch.id, startedAt: batch.startedAt, endedAt: now(), before, after };
      await this.#options.batches.save(composeBatchRecord(span, this.#options.history.itemsOf(batch.ended)));
    } finally {
      this.#batches.delete(lane);
      this.#options.queue.noteBatchEnded();
      this.#options.announcer.viewChanged();
    }
  }
}
