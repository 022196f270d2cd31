import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';
import type { Caller } from '../../contract/operations';
import type { SecurityLevel } from '../../contract/settings';
import type { QueueStatus, QueueTask, TaskProgress } from '../../contract/tasks';

/** A task as the queue holds it: the wire task, and what the policy needs to know of how it was ordered. */
export interface QueueEntry {
  task: QueueTask;
  /** Who ordered it. It stays, whoever starts the queue. */
  caller: Caller;
  /** RFC 3339. */
  orderedAt: string;
  /** The stricter level that its request asked for. */
  strictest?: SecurityLevel;
}

export interface RunningEntry {
  entry: QueueEntry;
  /** RFC 3339. */
  startedAt: string;
  progress: TaskProgress | null;
}

function refuseId(id: string): AppError {
  return new AppError('duplicate-task', say`A task with the id "${id}" is already pending or running.`, {
    remedy: say`Give each task its own ui_id.`,
  });
}

/** The queue without any I/O: a FIFO over all clients, one running task, because every task may touch the one Python environment. */
export class TaskQueue {
  #pending: QueueEntry[] = [];
  #running: RunningEntry | null = null;
  #isProcessing = false;
  #isPaused = false;

  /** Appends tasks, all or none. Throws `duplicate-task` when an id is pending or running, or is given twice. */
  addAll(entries: readonly QueueEntry[]): void {
    const given = new Set<string>();
    for (const { task } of entries) {
      if (this.has(task.ui_id) || given.has(task.ui_id)) throw refuseId(task.ui_id);
      given.add(task.ui_id);
    }
    for (const entry of entries) this.#pending.push(entry);
  }

  has(uiId: string): boolean {
    return this.#running?.entry.task.ui_id === uiId || this.#pending.some(({ task }) => task.ui_id === uiId);
  }

  /** Takes the next task and makes it the running one; null when paused, busy or empty. */
  take(startedAt: string): RunningEntry | null {
    if (this.#isPaused || this.#running) return null;
    const entry = this.#pending.shift();
    if (!entry) return null;
    this.#running = { entry, startedAt, progress: null };
    return this.#running;
  }

  /** Ends the running task; the queue is free for the next. */
  release(): void {
    this.#running = null;
  }

  noteProgress(progress: TaskProgress): void {
    if (this.#running?.entry.task.ui_id === progress.ui_id) this.#running.progress = progress;
  }

  /** Removes one pending task and returns it, or null when it is not pending. */
  remove(uiId: string): QueueEntry | null {
    const index = this.#pending.findIndex(({ task }) => task.ui_id === uiId);
    return index < 0 ? null : (this.#pending.splice(index, 1)[0] ?? null);
  }

  /** Drops all pending tasks; the running one goes on. Returns what was dropped. */
  clear(): QueueEntry[] {
    return this.#pending.splice(0);
  }

  setProcessing(isProcessing: boolean): void {
    this.#isProcessing = isProcessing;
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
  }

  get pending(): readonly QueueEntry[] {
    return this.#pending;
  }

  get running(): RunningEntry | null {
    return this.#running;
  }

  get isProcessing(): boolean {
    return this.#isProcessing;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Counters as in docs/reference/on-the-wire.md 2; with a client only its own tasks, and `is_processing` means that one of them runs. */
  status(done: (clientId?: string) => number, clientId?: string): QueueStatus {
    const isOurs = ({ task }: QueueEntry) => clientId === undefined || task.client_id === clientId;
    const pending = this.#pending.filter(isOurs).length;
    const running = this.#running && isOurs(this.#running.entry) ? 1 : 0;
    return {
      total_count: pending + running,
      done_count: done(clientId),
      in_progress_count: running,
      pending_count: pending,
      is_processing: clientId === undefined ? this.#isProcessing : running === 1,
      ...(clientId === undefined ? {} : { client_id: clientId }),
    };
  }
}
