import type { JobContext } from '../../base/async/job';
import type { Logger } from '../../base/log';
import type { SystemState } from '../../contract/history';
import { skipped, wasDone } from '../../contract/task-outcome';
import type { HistoryItem, QueueTask, TaskOutcome, TaskProgress } from '../../contract/tasks';
import { say, type Sentence, spell } from '../../contract/text/said';
import type { Announcer } from './announcer';
import { composeBatchRecord, createBatchId, type BatchRecords, type OpenBatch } from './batches';
import type { TaskHistory } from './history';
import type { QueueJournal } from './journal';
import { outcomeOf, toHistoryItem, withWarnings } from './outcome';
import { nextProgress } from './progress';
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
  /** Awaited before each task, when nothing of it has changed yet; must not reject. */
  beforeTask: (task: QueueTask, batchId: string) => Promise<void>;
  batches: BatchRecords;
  log: Logger;
}

const progressEveryMs = 100;
const now = () => new Date().toISOString();

/** Reports at most ten times a second, but never loses a change of phase. */
function createReporter(task: QueueTask, queue: TaskQueue, announcer: Announcer): JobContext['report'] {
  let lastAt = 0;
  let last: TaskProgress | null = null;
  return (step) => {
    const previous = last;
    last = nextProgress(task, previous, step);
    const isNewPhase = previous?.phase !== last.phase;
    queue.noteProgress(last);
    if (!isNewPhase && Date.now() - lastAt < progressEveryMs) return;
    lastAt = Date.now();
    announcer.progress(last);
  };
}

function describeOutcome(outcome: TaskOutcome): string {
  return outcome.status === 'failed' ? `failed: ${outcome.error.message}` : `${outcome.status}: ${outcome.message}`;
}

/** Takes tasks in order, one at a time, runs them and records how they ended. A failing task never ends the worker. */
export class Worker {
  readonly #options: WorkerOptions;
  #batch: OpenBatch | null = null;
  #abort: AbortController | null = null;
  #drained: Promise<void> = Promise.resolve();
  #isClosing = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Starts the work; false when it is under way already. */
  start(): boolean {
    if (this.#options.queue.isProcessing) return false;
    this.#options.queue.setProcessing(true);
    this.wake();
    return true;
  }

  /** Lets the worker look again, after a pause has ended. */
  wake(): void {
    this.#drained = this.#drained
      .then(() => this.#drain())
      .catch((error: unknown) => {
        this.#options.log.error('The queue stopped.', { error });
        this.#options.queue.setProcessing(false);
      });
  }

  /** Aborts the running task; false when another or none runs. */
  cancel(uiId: string): boolean {
    if (this.#options.queue.running?.entry.task.ui_id !== uiId) return false;
    this.#abort?.abort();
    return true;
  }

  /** Records a pending task that was taken out before it ran. */
  recordCancelled({ task }: QueueEntry): void {
    const at = now();
    const item = toHistoryItem(task, skipped(say`Cancelled.`), {
      startedAt: at,
      endedAt: at,
      batchId: this.#batch?.id ?? null,
    });
    this.#record(item);
    this.#options.announcer.completed(item);
  }

  /** Resolves when the queue has nothing more to do, or was paused; at once when it is idle. Never rejects. */
  whenIdle(): Promise<void> {
    return this.#drained;
  }

  /** Aborts the running task and waits for the worker to end; the task stays in the journal and comes back at the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#abort?.abort();
    await this.#drained;
    await this.#options.announcer.settled();
  }

  async #drain(): Promise<void> {
    const { queue, announcer, log } = this.#options;
    while (queue.isProcessing) {
      await this.#runPending();
      if (this.#isClosing || (queue.isPaused && queue.pending.length > 0)) return;
      await this.#finishBatch().catch((error: unknown) => {
        log.error('The batch record could not be written.', { error });
      });
      // A task may have come in while the record was written.
      if (queue.pending.length > 0) continue;
      queue.setProcessing(false);
      this.#noteProcessing(false);
      announcer.queueStatus('all-done');
    }
  }

  async #runPending(): Promise<void> {
    const { queue } = this.#options;
    this.#noteProcessing(true);
    for (;;) {
      const running = this.#isClosing ? null : queue.take(now());
      if (!running) return;
      this.#batch ??= this.#openBatch();
      await this.#runOne(running, this.#batch);
    }
  }

  /** Whether the next start goes on by itself. A full disk must not stop the lane for that. */
  #noteProcessing(value: boolean): void {
    const { journal, log } = this.#options;
    try {
      journal.processing(value);
    } catch (error) {
      log.error('The state of the queue could not be written down.', { error });
    }
  }

  #openBatch(): OpenBatch {
    const stateBefore = this.#options.captureState();
    return { id: createBatchId(new Date()), startedAt: now(), stateBefore, ended: new Set() };
  }

  async #runOne(running: RunningEntry, batch: OpenBatch): Promise<void> {
    const { queue, logs, announcer } = this.#options;
    const { task } = running.entry;
    const abort = new AbortController();
    this.#abort = abort;
    const taskLog = logs.open(task.ui_id);
    taskLog.line(`${running.startedAt} ${task.kind} started`);
    announcer.started(running);
    // The first task of a batch waits for the picture of what was before, and for the snapshot; nothing has changed by then.
    await Promise.all([batch.stateBefore.catch(() => undefined), this.#options.beforeTask(task, batch.id)]);
    const report = createReporter(task, queue, announcer);
    const warned: Sentence[] = [];
    const warn = (sentence: Sentence): void => {
      warned.push(sentence);
      taskLog.line(`Warning: ${spell(sentence)}`);
    };
    const ended = await this.#settle(running.entry, { signal: abort.signal, report, log: taskLog.line, warn });
    const outcome = withWarnings(ended, warned);
    this.#abort = null;
    taskLog.line(`${now()} ${describeOutcome(outcome)}`);
    await taskLog.close();
    if (this.#isClosing && abort.signal.aborted) return;
    const item = toHistoryItem(task, outcome, { startedAt: running.startedAt, endedAt: now(), batchId: batch.id });
    this.#record(item);
    queue.release();
    announcer.completed(item);
    // What failed or was cancelled left everything as it was.
    if (wasDone(outcome)) announcer.packsChanged();
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
  #record(item: HistoryItem): void {
    const { history, journal, log } = this.#options;
    this.#batch?.ended.add(item.ui_id);
    for (const write of [() => history.add(item), () => journal.ended([item.ui_id])]) {
      try {
        write();
      } catch (error) {
        log.error('The end of a task could not be written down.', { ui_id: item.ui_id, error });
      }
    }
  }

  async #finishBatch(): Promise<void> {
    const batch = this.#batch;
    this.#batch = null;
    if (!batch) return;
    const after = await this.#options.captureState().catch(() => null);
    const before = await batch.stateBefore;
    const span = { id: batch.id, startedAt: batch.startedAt, endedAt: now(), before, after };
    const record = composeBatchRecord(span, this.#options.history.itemsOf(batch.ended));
    await this.#options.batches.save(record);
  }
}
