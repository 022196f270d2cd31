import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { msg } from '../../contract/text/message';
import type { LineFile } from '../../base/files/lines/line-file';
import { openOwnLines } from '../../base/files/lines/own-lines';
import type { Notify } from '../../base/files/quarantine';
import { AppError } from '../../contract/errors';
import { SecurityLevel } from '../../contract/settings';
import { someNames } from '../../base/text/some-names';
import { targetOf } from '../../contract/tasks/task-target';
import { QueueTask, type HeldTask } from '../../contract/tasks/tasks';
import { createLineSeals, type LineSeals } from './line-seals';
import type { QueueEntry } from './task-queue';

const Added = z.object({
  task: QueueTask,
  strictest: SecurityLevel.optional(),
  caller: z.enum(['person', 'program', 'account', 'token', 'self']).optional(),
  /** The same, as earlier versions wrote it. */
  door: z.enum(['http', 'window']).optional(),
  orderedAt: z.string().default(''),
  isPaused: z.boolean().optional(),
  held: z.enum(['unverified', 'ended-twice']).optional(),
  isRunning: z.boolean().optional(),
  /** How often in a row the app has ended while it ran. */
  cuts: z.int().optional(),
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
  z.object({ change: z.literal('running'), ui_id: z.string(), value: z.boolean() }),
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
  /** A task has begun to run, or was stopped in order and waits again: neither is the end of the app. */
  running(uiId: string, value: boolean): void;
  /** One task goes before another one, or to the end. */
  moved(uiId: string, before: string | null): void;
  close(): void;
}

/** A line, and whether this account has written it. */
interface ReadLine {
  step: JournalLine;
  isOurs: boolean;
}

function parseLine(line: string, isOurs: (line: object) => boolean): ReadLine | null {
  try {
    const found: unknown = JSON.parse(line);
    const step = JournalLine.parse(found);
    return { step, isOurs: isOurs(Object(found) as object) };
  } catch {
    // A torn last line after a power cut, or a kind that a newer version wrote: the rest is still good.
    return null;
  }
}

/** What is not known to be the person's is everybody's. */
function readEntry({ door, caller, ...entry }: z.infer<typeof Added>): JournalEntry {
  return { ...entry, caller: caller ?? (door === 'window' ? 'person' : 'program') };
}

type JournalEntry = QueueEntry & Pick<z.infer<typeof Added>, 'isRunning' | 'cuts'>;

interface Replay {
  entries: Map<string, JournalEntry>;
  wasProcessing: boolean;
  wasPaused: boolean;
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

function changeOne(replay: Replay, step: Extract<JournalLine, { ui_id: string }>): void {
  if (step.change === 'moved') replay.entries = moveEntry(replay.entries, step);
  const entry = replay.entries.get(step.ui_id);
  if (step.change === 'moved' || entry === undefined) return;
  const { change, value } = step;
  const running = { isRunning: value, ...(value ? {} : { cuts: 0 }) };
  replay.entries.set(step.ui_id, { ...entry, ...(change === 'running' ? running : { isPaused: value }) });
}

function applyStep(replay: Replay, step: JournalLine): void {
  if ('ui_id' in step) {
    changeOne(replay, step);
    return;
  }
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
    case 'paused':
      replay.wasPaused = step.value;
  }
}

function replay(steps: readonly JournalLine[]): Replay {
  const state: Replay = { entries: new Map(), wasProcessing: false, wasPaused: false };
  for (const step of steps) applyStep(state, step);
  return state;
}

/** How often in a row the app may end while a task runs before a person has to say that it runs again: it may be what ends the app. */
const maxCuts = 2;

function countCut({ isRunning, ...entry }: JournalEntry): JournalEntry {
  if (isRunning !== true) return entry;
  const cuts = (entry.cuts ?? 0) + 1;
  return { ...entry, cuts, ...(cuts >= maxCuts && { isPaused: true, held: 'ended-twice' }) };
}

/** What a start goes on with. What somebody else has written brings tasks that wait for a person, and nothing else: it starts and ends nothing of ours. */
function takeUp(lines: readonly ReadLine[]): Replay {
  const stepsOf = (isOurs: boolean) => lines.filter((line) => line.isOurs === isOurs).map(({ step }) => step);
  const ours = replay(stepsOf(true));
  const entries = new Map([...ours.entries].map(([id, entry]) => [id, countCut(entry)]));
  for (const { task, orderedAt } of replay(stepsOf(false)).entries.values()) {
    const id = entries.has(task.ui_id) ? randomUUID() : task.ui_id;
    entries.set(id, {
      ...{ task: { ...task, ui_id: id }, orderedAt, caller: 'program', isPaused: true, held: 'unverified' },
    });
  }
  return { ...ours, entries };
}

/** What a queue in this state is written down as, and no more. */
function stepsOf({ entries, wasPaused, wasProcessing }: Replay): JournalLine[] {
  return [
    { change: 'paused', value: wasPaused },
    { change: 'processing', value: wasProcessing },
    ...[...entries.values()].map((entry): JournalLine => ({ change: 'added', ...entry })),
  ];
}

/** The file is written anew when it has grown to this and to a multiple of what it has to say: a day of tasks must not be replayed at the next start. */
const maxBytes = 256 * 1024;
const maxTimesItsContent = 4;

/** Adds steps, and writes the file anew when it has grown. */
function createAppend(file: LineFile, now: Replay, seals: LineSeals): (step: JournalLine) => void {
  let limit = maxBytes;
  const shorten = () => {
    if (file.size() < limit) return;
    try {
      const { texts, count } = seals.anew(stepsOf(now));
      file.replace(texts);
      count();
    } catch (error) {
      // The step itself is written down; a disk without room for a second file has some for the next line.
      if (!(error instanceof AppError) || error.code !== 'disk-full') throw error;
    }
    limit = Math.max(maxBytes, file.size() * maxTimesItsContent);
  };
  return (step) => {
    const { texts, count } = seals.add(step);
    texts.forEach(file.append);
    count();
    applyStep(now, step);
    shorten();
  };
}

/** By what this account knows the lines of its own queue; see `LineSeals`. */
export interface QueueProof {
  /** The secrets under which lines count, the newest last: under that one the file is written anew. */
  starts: readonly string[];
  /** All lines are taken for our own: they are of a version that did not seal them, in a folder that this profile knew. */
  isAdopted: boolean;
  /** Called once the file was written anew, or could not be. */
  wasWritten: (isAnew: boolean) => Promise<void>;
}

function tellHeld(entries: readonly QueueEntry[], notify: Notify): void {
  const namesOf = (why: HeldTask['why']) =>
    entries.filter(({ held }) => held === why).map(({ task }) => `${task.kind} ${targetOf(task)}`);
  const [unverified, cut] = [namesOf('unverified'), namesOf('ended-twice')];
  if (unverified.length > 0)
    notify(
      msg`These tasks came with the folder and were not ordered in this app, so they wait: ${someNames(unverified, 5)}. Resume a task to run it as your own, or cancel it.`,
    );
  if (cut.length > 0)
    notify(
      msg`The app has ended twice while these tasks ran, so they wait: ${someNames(cut, 5)}. Resume a task to try it again, or cancel it.`,
    );
}

/** Opens the journal, replays it, and writes it anew without what has ended; the same while it grows. */
export async function openQueueJournal(
  path: string,
  notify: Notify = () => undefined,
  proof: QueueProof = { starts: [], isAdopted: true, wasWritten: () => Promise.resolve() },
): Promise<{ journal: QueueJournal; restored: RestoredQueue }> {
  const seals = createLineSeals(path, proof.starts);
  const begin = { now: takeUp([]), count: (): void => undefined };
  const { lines: file, isAnew } = await openOwnLines(path, {
    parse: (line) => parseLine(line, (found) => seals.isNext(found) || proof.isAdopted),
    keep: (lines) => {
      begin.now = takeUp(lines);
      const { texts, count } = seals.anew(stepsOf(begin.now));
      begin.count = count;
      return texts;
    },
    what: msg`The list of waiting tasks`,
    notify,
  });
  if (isAnew) begin.count();
  await proof.wasWritten(isAnew);
  const { now } = begin;
  const restored = { ...now, entries: [...now.entries.values()] };
  tellHeld(restored.entries, notify);
  const append = createAppend(file, now, seals);
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
    running: (uiId, value) => {
      append({ change: 'running', ui_id: uiId, value });
    },
    moved: (uiId, before) => {
      append({ change: 'moved', ui_id: uiId, before });
    },
    close: file.close,
  };
  return { journal, restored };
}
