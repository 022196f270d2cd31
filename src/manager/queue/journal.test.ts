import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatMessage } from '../../contract/text/message';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepSealed } from '../../base/files/seals';
import { openQueueJournal, type QueueProof } from './journal';
import type { QueueEntry } from './task-queue';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmd-journal-'));
  path = join(folder, 'queue.jsonl');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const entry = (uiId: string): QueueEntry => ({
  task: { ui_id: uiId, client_id: 'tests', kind: 'update', params: { node_name: 'pack' } },
  caller: 'person',
  strictest: 'normal',
  orderedAt: '2026-01-01T00:00:00.000Z',
});
const idsOf = (entries: readonly QueueEntry[]) => entries.map(({ task }) => task.ui_id);
/** What the next start of the app finds. */
async function restart() {
  const { journal, restored } = await openQueueJournal(path);
  journal.close();
  return restored;
}

describe('the journal of the queue', () => {
  it('brings back what has not ended, in its order, and how the queue stood', async () => {
    const { journal, restored } = await openQueueJournal(path);
    expect(restored).toMatchObject({ entries: [], wasProcessing: false, wasPaused: false });
    for (const id of ['a', 'b', 'c', 'd']) journal.added([entry(id)]);
    journal.processing(true);
    journal.ended(['b', 'd']);
    journal.paused(true);
    journal.close();
    const again = await restart();
    expect(again.entries).toEqual([entry('a'), entry('c')]);
    expect(again).toMatchObject({ wasProcessing: true, wasPaused: true });
  });

  it('goes on with what can be read of a file whose last line was torn, at every place it may be torn', async () => {
    const { journal } = await openQueueJournal(path);
    journal.added([entry('a')]);
    const keptSize = statSync(path).size;
    journal.added([entry('b')]);
    journal.close();
    const whole = readFileSync(path);
    for (let length = keptSize; length < whole.length - 1; length += 7) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      expect(idsOf((await restart()).entries), `${length} bytes`).toEqual(['a']);
    }
  });

  it('brings an order back whole, or nothing of it where its line was torn', async () => {
    const { journal } = await openQueueJournal(path);
    journal.added([entry('a')]);
    const keptSize = statSync(path).size;
    journal.added([entry('b'), entry('c')]);
    journal.close();
    const whole = readFileSync(path);
    expect((await restart()).entries).toEqual([entry('a'), entry('b'), entry('c')]);
    for (let length = keptSize; length < whole.length - 1; length += 7) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      expect(idsOf((await restart()).entries), `${length} bytes`).toEqual(['a']);
    }
  });

  it('takes what comes after a torn line', async () => {
    const { journal } = await openQueueJournal(path);
    journal.added([entry('a')]);
    journal.close();
    appendFileSync(path, '{"change":"added","task":{"ui_');
    const { journal: next, restored } = await openQueueJournal(path);
    expect(idsOf(restored.entries)).toEqual(['a']);
    next.added([entry('b')]);
    next.close();
    expect(idsOf((await restart()).entries)).toEqual(['a', 'b']);
  });

  it('passes over kinds of a newer version, and over a task without its caller: it is everybody`s', async () => {
    const { journal } = await openQueueJournal(path);
    journal.close();
    const { task } = entry('old');
    appendFileSync(path, `{"change":"later"}\n${JSON.stringify({ change: 'added', task })}\n\n`);
    expect((await restart()).entries).toEqual([{ task, caller: 'program', orderedAt: '' }]);
  });

  it.each([
    ['window', 'person'],
    ['http', 'program'],
  ])('reads the door "%s" that earlier versions wrote as the caller "%s"', async (door, caller) => {
    const { task, orderedAt } = entry('old');
    const lines = [
      { change: 'added', task, door, orderedAt },
      { change: 'ordered', entries: [{ task: entry('older').task, door, orderedAt }] },
    ];
    appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect((await restart()).entries.map((read) => read.caller)).toEqual([caller, caller]);
  });

  it('stays small while tasks come and go, and loses none that waits', async () => {
    const { journal } = await openQueueJournal(path);
    journal.paused(true);
    journal.added([entry('waits')]);
    let largest = 0;
    for (let index = 0; index < 5000; index += 1) {
      journal.added([entry(`task-${index}`)]);
      journal.ended([`task-${index}`]);
      largest = Math.max(largest, statSync(path).size);
    }
    journal.added([entry('last')]);
    journal.close();
    expect(largest).toBeLessThan(300 * 1024);
    const again = await restart();
    expect(idsOf(again.entries)).toEqual(['waits', 'last']);
    expect(again.wasPaused).toBe(true);
  });

  it('is written anew seldom where much of it waits', async () => {
    const { journal } = await openQueueJournal(path);
    let rewritten = 0;
    let inode = statSync(path).ino;
    for (let index = 0; index < 6000; index += 1) {
      journal.added([entry(`task-${index}`)]);
      const { ino } = statSync(path);
      if (ino !== inode) rewritten += 1;
      inode = ino;
    }
    journal.close();
    expect(rewritten).toBeLessThanOrEqual(2);
    expect((await restart()).entries).toHaveLength(6000);
  });
});

describe('the lines of a profile', () => {
  let start = 0;
  let starts: string[] = [];
  let end: () => void;
  /** As the profile keeps it from opening to opening. */
  const proof = (): QueueProof => {
    start += 1;
    const next = String(start);
    starts = [...starts, next];
    const wasWritten = async (isAnew: boolean) => {
      if (isAnew) starts = [next];
    };
    return { starts, isAdopted: false, wasWritten };
  };
  const open = () => openQueueJournal(path, undefined, proof());
  beforeEach(() => {
    end = keepSealed(folder, Buffer.from('key'));
    starts = [];
  });
  afterEach(() => end());
  const heldOf = (entries: readonly QueueEntry[]) => entries.map(({ task, held }) => [task.ui_id, held]);

  it('are known after one that was damaged, and after the file was written anew because it had grown', async () => {
    const { journal } = await open();
    for (let at = 0; at < 1500; at += 1) {
      journal.added([entry(String(at))]);
      journal.ended([String(at)]);
    }
    for (const id of ['a', 'b', 'c']) journal.added([entry(id)]);
    journal.ended(['a']);
    journal.close();
    const text = readFileSync(path, 'utf8');
    expect(text.split('\n').length).toBeLessThan(3000);
    writeFileSync(path, text.replace('"ui_id":"b"', '"ui_id":\0\0\0'));
    const { journal: next, restored } = await open();
    expect(heldOf(restored.entries)).toEqual([['c', undefined]]);
    next.close();
  });

  it('are none where one is put elsewhere, said twice or changed', async () => {
    const { journal } = await open();
    for (const id of ['a', 'b']) journal.added([entry(id)]);
    journal.ended(['a']);
    journal.close();
    const [paused = '', processing = '', a = '', b = '', ended = ''] = readFileSync(path, 'utf8').split('\n');
    const held = async (...lines: string[]) => {
      writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
      const again = { starts: [String(start)], isAdopted: false, wasWritten: () => Promise.resolve() };
      const { journal: next, restored } = await openQueueJournal(path, undefined, again);
      next.close();
      return heldOf(restored.entries);
    };
    expect(await held(paused, processing, a, b, ended)).toEqual([['b', undefined]]);
    expect(await held(paused, processing, a, b, ended, a)).toContainEqual(['a', 'unverified']);
    expect(await held(paused, processing, b, a)).toEqual([
      ['b', undefined],
      ['a', 'unverified'],
    ]);
    expect(await held(a.replace('person', 'token'))).toEqual([['a', 'unverified']]);
    expect(await held(a.replace('"n":3', '"n":9'))).toEqual([['a', 'unverified']]);
  });
});

describe('a task that ran when the app ended', () => {
  const open = async () => {
    const { journal, restored } = await openQueueJournal(path);
    const [one] = restored.entries;
    return { journal, held: one?.held, isPaused: one?.isPaused };
  };

  it('runs again once, and waits for a person after the second end in a row', async () => {
    const notices: unknown[] = [];
    const { journal } = await open();
    journal.added([entry('a')]);
    journal.running('a', true);
    journal.close();
    const again = await open();
    expect(again.held).toBeUndefined();
    again.journal.running('a', true);
    again.journal.close();
    const third = await openQueueJournal(path, (sentence) => void notices.push(formatMessage(sentence)));
    expect(third.restored.entries).toMatchObject([{ held: 'ended-twice', isPaused: true, caller: 'person' }]);
    expect(notices).toEqual([expect.stringMatching(/ended twice .* update pack. Resume a task .* or cancel it/)]);
    third.journal.close();
    // It waits on at the next start.
    const fourth = await open();
    expect(fourth.held).toBe('ended-twice');
    fourth.journal.close();
  });

  it('counts an end only where it ran: not one that was stopped in order between them, or only waited', async () => {
    const { journal } = await open();
    journal.added([entry('a')]);
    journal.running('a', true);
    journal.close();
    const waited = await open();
    waited.journal.close();
    const stopped = await open();
    stopped.journal.running('a', true);
    stopped.journal.running('a', false);
    stopped.journal.close();
    const once = await open();
    once.journal.running('a', true);
    once.journal.close();
    const { journal: last, held } = await open();
    expect(held).toBeUndefined();
    last.close();
  });
});
