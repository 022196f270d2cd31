import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTaskLogs, type TaskLogs } from './task-logs';

let folder: string;
let reported: string[];
let logs: TaskLogs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs ünï-'));
  reported = [];
  logs = createTaskLogs(folder, (_uiId, lines) => void reported.push(...lines));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the log of a task', () => {
  it('is the same while it runs, as it is told, and afterwards', async () => {
    const log = logs.open('a');
    for (const line of ['one', 'two https://me:secret@example.org', '日本']) log.line(line);
    const expected = ['one', 'two https://***@example.org', '日本'];
    expect(await logs.read('a')).toEqual(expected);
    await log.close();
    expect(await logs.read('a')).toEqual(expected);
    expect(reported).toEqual(expected);
    expect(await logs.read('b')).toEqual([]);
  });

  it('stays small whatever a program prints: the beginning, the end, and how much is missing between', async () => {
    const log = logs.open('a');
    log.line('the beginning');
    for (let index = 0; index < 200_000; index += 1) log.line(`line ${index} ${'x'.repeat(200)}`);
    log.line('y'.repeat(1_000_000));
    log.line('the end');
    const running = await logs.read('a');
    await log.close();
    const [name = ''] = await readdir(folder);
    expect((await stat(join(folder, name))).size).toBeLessThan(6 * 1024 * 1024);
    expect(reported.length).toBeLessThan(2000);
    for (const lines of [running, await logs.read('a')]) {
      expect(lines[0]).toBe('the beginning');
      expect(lines.at(-1)).toBe('the end');
      expect(lines.at(-2)).toMatch(/^y{4000} … \(1000000 characters\)$/);
      const omitted = lines.flatMap((line) => /^… (\d+) lines were left out …$/.exec(line)?.[1] ?? []);
      expect(omitted).toHaveLength(1);
      expect(lines.length - 1 + Number(omitted[0])).toBe(200_003);
    }
  });
});
