import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Caller } from '../../contract/operations';
import type { SecurityLevel } from '../../contract/settings';
import { type Lane, laneOf, lanes } from '../../contract/tasks/task-lanes';
import type { HeldTask, QueueStatus, QueueTask, TaskProgress } from '../../contract/tasks/tasks';

/** A task as the queue holds it: the wire task, and what the policy needs to know of how it was ordered. */
export interface QueueEntry {
  task: QueueTask;
  /** Who ordered it. It stays, whoever starts the queue. */
  caller: Caller;
  /** RFC 3339. */
  orderedAt: string;
  /** The stricter level that its request asked for. */
  strictest?: SecurityLevel;
  /** A person has paused it: it waits until it is resumed. */
  isPaused?: boolean;
  /** It waits for a person, who lets it run by resuming it. */
  held?: HeldTask['why'] | undefined;
}

export interface RunningEntry {
  entry: QueueEntry;
  /** RFC 3339. */
  startedAt: string;
  progress: TaskProgress | null;
}

function refuseId(id: string): AppError {
  return new AppError('duplicate-task', msg`A task with the id "${id}" is already pending or running.`, {
    remedy: msg`Give each task its own ui_id.`,
  });
}

/** Whether the hours of downloads are for this task: not where a person has let it go on by itself. */
export function keepsHours({ task, isPaused }: QueueEntry): boolean {
  return isPaused === undefined && task.kind === 'install-model' && laneOf(task) === 'models';
}

/** The queue without any I/O: for each lane a FIFO over all clients, of which some run. */
export class TaskQueue {
  #pending: QueueEntry[] = [];
  /** By the id of the task, in the order they began. */
  readonly #running = new Map<string, RunningEntry>();
  #isProcessing = false;
  #batchesEnded = 0;
  #isPaused = false;
  /** Until when downloads wait; null while they may run. Asked anew each time. */
  readonly waitUntil: () => string | null;

  constructor(waitUntil: () => string | null = () => null) {
    this.waitUntil = waitUntil;
  }

  /** The tasks that wait for the hours of downloads. */
  get waiting(): { until: string; ids: string[] } | null {
    const until = this.waitUntil();
    return until === null ? null : { until, ids: this.#pending.filter(keepsHours).map(({ task }) => task.ui_id) };
  }

  #isReady(entry: QueueEntry, lane: Lane): boolean {
    if (entry.isPaused === true || laneOf(entry.task) !== lane) return false;
    return !keepsHours(entry) || this.waitUntil() === null;
  }

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
    const isIt = ({ task }: QueueEntry): boolean => task.ui_id === uiId;
    return this.#pending.some(isIt) || this.running.some(({ entry }) => isIt(entry));
  }

  /** Takes the next task of a lane and makes it a running one; null when the queue is paused, or `atOnce` of the lane run, or none of it waits. */
  take(lane: Lane, startedAt: string, atOnce = 1): RunningEntry | null {
    if (this.#isPaused || this.runningIn(lane) >= atOnce) return null;
    const entry = this.#takeOut((each) => this.#isReady(each, lane));
    if (!entry) return null;
    const running = { entry, startedAt, progress: null };
    this.#running.set(entry.task.ui_id, running);
    return running;
  }

  /** Ends a running task: there is room for the next. */
  release(uiId: string): void {
    this.#running.delete(uiId);
  }

  /** How many tasks of a lane run. */
  runningIn(lane: Lane): number {
    return [...this.#running.values()].filter(({ entry }) => laneOf(entry.task) === lane).length;
  }

  /** Takes a running task back, as the first of those that wait. */
  putBack({ entry }: RunningEntry): void {
    this.release(entry.task.ui_id);
    this.#pending.unshift(entry);
  }

  /** The task as it waits; null when it does not. */
  find(uiId: string): QueueEntry | null {
    return this.#pending.find(({ task }) => task.ui_id === uiId) ?? null;
  }

  /** Puts another entry in the place of one that waits. */
  replace(entry: QueueEntry): void {
    this.#pending = this.#pending.map((one) => (one.task.ui_id === entry.task.ui_id ? entry : one));
  }

  /** Moves a waiting task before another one, or to the end. Both have to wait. */
  move(uiId: string, before: string | null): void {
    const entry = this.remove(uiId);
    if (entry === null) return;
    const index = before === null ? -1 : this.#pending.findIndex(({ task }) => task.ui_id === before);
    this.#pending.splice(index < 0 ? this.#pending.length : index, 0, entry);
  }

  noteProgress(progress: TaskProgress): void {
    const running = this.running.find(({ entry }) => entry.task.ui_id === progress.ui_id);
    if (running) running.progress = progress;
  }

  /** Removes one pending task and returns it, or null when it is not pending. */
  remove(uiId: string): QueueEntry | null {
    return this.#takeOut(({ task }) => task.ui_id === uiId);
  }

  #takeOut(isWanted: (entry: QueueEntry) => boolean): QueueEntry | null {
    const index = this.#pending.findIndex(isWanted);
    return index < 0 ? null : (this.#pending.splice(index, 1)[0] ?? null);
  }

  /** Drops all pending tasks; the running ones go on. Returns what was dropped. */
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

  /** Those of a lane in the order they began, in the order of the lanes. */
  get running(): readonly RunningEntry[] {
    const all = [...this.#running.values()];
    return lanes.flatMap((lane) => all.filter(({ entry }) => laneOf(entry.task) === lane));
  }

  /** Whether a task of this lane waits for nothing but its turn. */
  hasReady(lane: Lane): boolean {
    return this.#pending.some((entry) => this.#isReady(entry, lane));
  }

  /** Whether nothing runs, and nothing waits for its turn. */
  get isIdle(): boolean {
    return this.#running.size === 0 && !lanes.some((lane) => this.hasReady(lane));
  }

  noteBatchEnded(): void {
    this.#batchesEnded += 1;
  }

  get batchesEnded(): number {
    return this.#batchesEnded;
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
    const running = this.running.filter(({ entry }) => isOurs(entry)).length;
    return {
      total_count: pending + running,
      done_count: done(clientId),
      in_progress_count: running,
      pending_count: pending,
      is_processing: clientId === undefined ? this.#isProcessing : running > 0,
      ...(clientId === undefined ? {} : { client_id: clientId }),
    };
  }
}
