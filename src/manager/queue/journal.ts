import { z } from 'zod';
import { msg } from '../../contract/text/message';
import type { LineFile } from '../../base/files/line-file';
import { openOwnLines } from '../../base/files/own-lines';
import type { Notify } from '../../base/files/quarantine';
import { AppError } from '../../contract/errors';
import { SecurityLevel } from '../../contract/settings';
import { QueueTask } from '../../contract/tasks/tasks';
import type { QueueEntry } from './task-queue';

const Added = z.object({
  task: QueueTask,
  strictest: SecurityLevel.optional(),
  caller: z.enum(['person', 'program', 'account', 'token', 'self']).optional(),
  /** The same, as earlier versions wrote it. */
  door: z.enum(['http', 'window']).optional(),
  orderedAt: z.string().default(''),
  isPaused: z.boolean().optional(),
});

/** One change of the queue. A task stays in the journal until it ended, so a running one comes back after a crash. */
const JournalLine = z.discriminatedUnion('change', [
  Added.extend({ change: z.literal('added') }),
  // One line for all of an order: a torn one loses the whole order, and no part of it.
  z.object({ change: z.literal('ordered'), entries: z.array(Added) }),
  z.object({ change: z.literal('ended'), ui_ids: z.array(z.string()) }),
  z.object({ change: z.literal('processing'), value: z.boolean() }),
  z.object({ change: z.literal('paused'), value: z.boolean() }),
  z.object({ change: z.literal('task-paused'), ui_id: z.string(), value: z.boolean() }),
  z.object({ change: z.literal('moved'), ui_id: z.string(), before: z.string().nullable() }),
]);
type JournalLine = z.infer<typeof JournalLine>;

/** What an earlier run left behind. */
export interface RestoredQueue {
  entries: QueueEntry[];
  wasProcessing: boolean;
  wasPaused: boolean;
}

/** The queue on disk: an append-only file, so that accepting a task costs one short write and survives the end of the app. */
export interface QueueJournal {
  /** All or none: what cannot be written down throws, and nothing of it comes back. */
  added(entries: readonly QueueEntry[]): void;
  ended(uiIds: readonly string[]): void;
  processing(value: boolean): void;
  paused(value: boolean): void;
  /** One task waits until it is resumed, or no longer. */
  taskPaused(uiId: string, value: boolean): void;
  /** One task goes before another one, or to the end. */
  moved(uiId: string, before: string | null): void;
  close(): void;
}

function parseLine(line: string): JournalLine | null {
  try {
    return JournalLine.parse(JSON.parse(line));
  } catch {
    // A torn last line after a power cut, or a kind that a newer version wrote: the rest is still good.
    return null;
  }
}

/** What is not known to be the person's is everybody's. */
function readEntry({ door, caller, ...entry }: z.infer<typeof Added>): QueueEntry {
  return { ...entry, caller: caller ?? (door === 'window' ? 'person' : 'program') };
}

interface Replay {
  entries: Map<string, QueueEntry>;
  wasProcessing: boolean;
  wasPaused: boolean;
}

function pauseEntry(entries: Replay['entries'], { ui_id: uiId, value }: { ui_id: string; value: boolean }): void {
  const entry = entries.get(uiId);
  if (entry) entries.set(uiId, { ...entry, isPaused: value });
}

/** The entries with one of them before another one, or at the end. */
function moveEntry(
  entries: Replay['entries'],
  { ui_id: uiId, before }: { ui_id: string; before: string | null },
): Replay['entries'] {
  const moved = entries.get(uiId);
  if (moved === undefined) return entries;
  const others = [...entries].filter(([id]) => id !== uiId);
  const index = others.findIndex(([id]) => id === before);
  return new Map(others.toSpliced(index < 0 ? others.length : index, 0, [uiId, moved]));
}

function applyStep(replay: Replay, step: JournalLine): void {
  switch (step.change) {
    case 'added': {
      const { change: _change, ...entry } = step;
      replay.entries.set(step.task.ui_id, readEntry(entry));
      break;
    }
    case 'ordered':
      for (const entry of step.entries) replay.entries.set(entry.task.ui_id, readEntry(entry));
      break;
    case 'ended':
      for (const id of step.ui_ids) replay.entries.delete(id);
      break;
    case 'processing':
      replay.wasProcessing = step.value;
      break;
    case 'task-paused':
      pauseEntry(replay.entries, step);
      break;
    case 'moved':
      replay.entries = moveEntry(replay.entries, step);
      break;
    case 'paused':
      replay.wasPaused = step.value;
  }
}

function replay(steps: readonly JournalLine[]): Replay {
  const state: Replay = { entries: new Map(), wasProcessing: false, wasPaused: false };
  for (const step of steps) applyStep(state, step);
  return state;
}

function toLine(step: JournalLine): string {
  return JSON.stringify(step);
}

/** What a queue in this state is written down as, and no more. */
function linesOf({ entries, wasPaused, wasProcessing }: Replay): string[] {
  const steps: JournalLine[] = [
    { change: 'paused', value: wasPaused },
    { change: 'processing', value: wasProcessing },
    ...[...entries.values()].map((entry): JournalLine => ({ change: 'added', ...entry })),
  ];
  return steps.map(toLine);
}

/** The file is written anew when it has grown to this and to a multiple of what it has to say: a day of tasks must not be replayed at the next start. */
const maxBytes = 256 * 1024;
const maxTimesItsContent = 4;

/** Adds steps, and writes the file anew when it has grown. */
function createAppend(file: LineFile, now: Replay): (step: JournalLine) => void {
  let limit = maxBytes;
  const shorten = () => {
    if (file.size() < limit) return;
    try {
      file.replace(linesOf(now));
    } catch (error) {
      // The step itself is written down; a disk without room for a second file has some for the next line.
      if (!(error instanceof AppError) || error.code !== 'disk-full') throw error;
    }
    limit = Math.max(maxBytes, file.size() * maxTimesItsContent);
  };
  return (step) => {
    file.append(toLine(step));
    applyStep(now, step);
    shorten();
  };
}

/** Opens the journal, replays it, and writes it anew without what has ended; the same while it grows. */
export async function openQueueJournal(
  path: string,
  notify: Notify = () => undefined,
): Promise<{ journal: QueueJournal; restored: RestoredQueue }> {
  const { values, lines: file } = await openOwnLines(path, {
    parse: parseLine,
    keep: (steps) => linesOf(replay(steps)),
    what: msg`The list of waiting tasks`,
    notify,
  });
  const now = replay(values);
  const restored = { ...now, entries: [...now.entries.values()] };
  const append = createAppend(file, now);
  /** Tasks whose end a full disk has kept from the file. */
  let untold: string[] = [];
  const journal: QueueJournal = {
    added: (entries) => {
      const [first, ...others] = entries;
      if (!first) return;
      append(others.length === 0 ? { change: 'added', ...first } : { change: 'ordered', entries: [...entries] });
    },
    ended: (uiIds) => {
      untold = [...untold, ...uiIds];
      append({ change: 'ended', ui_ids: untold });
      untold = [];
    },
    processing: (value) => {
      append({ change: 'processing', value });
    },
    paused: (value) => {
      append({ change: 'paused', value });
    },
    taskPaused: (uiId, value) => {
      append({ change: 'task-paused', ui_id: uiId, value });
    },
    moved: (uiId, before) => {
      append({ change: 'moved', ui_id: uiId, before });
    },
    close: file.close,
  };
  return { journal, restored };
}
