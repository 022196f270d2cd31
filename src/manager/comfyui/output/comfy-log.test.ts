import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComfyLogLine } from '../../../contract/comfyui/comfyui-status';
import { createComfyLog } from './comfy-log';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'comfy-log ünï-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const texts = (lines: readonly ComfyLogLine[]) => lines.map(({ text }) => text);

describe('the log of ComfyUI', () => {
  it('numbers, times and names its lines, blanks secrets, and writes all of it down', async () => {
    const file = join(root, 'logs', 'comfyui.log');
    const log = createComfyLog({ file });
    log.add({ text: 'hello 木', stream: 'stdout' });
    log.add({ text: 'get https://me:geheim@host/x?token=geheim', stream: 'stderr', pack: 'ComfyUI-Foo' });
    log.add({ text: 'ComfyUI has ended.', stream: 'app' });
    const { lines, next } = log.read({ limit: 10 });
    expect(lines).toEqual([
      { number: 1, at: expect.any(String), stream: 'stdout', text: 'hello 木', pack: null },
      expect.objectContaining({ number: 2, text: 'get https://***@host/x?token=***', pack: 'ComfyUI-Foo' }),
      expect.objectContaining({ number: 3, stream: 'app' }),
    ]);
    expect(next).toBe(3);
    expect(Math.abs(Date.parse(lines[0]?.at ?? '') - Date.now())).toBeLessThan(5000);
    await log.close();
    const written = await readFile(file, 'utf8');
    expect(written).not.toContain('geheim');
    expect(written.split('\n')[1]).toBe(`${lines[1]?.at} stderr [ComfyUI-Foo] get https://***@host/x?token=***`);
  });

  it('is read page by page, and passes over what it keeps no more', async () => {
    const log = createComfyLog();
    expect(log.read({ limit: 5 })).toEqual({ lines: [], next: 0 });
    for (let index = 1; index <= 20_000; index += 1) log.add({ text: `line ${index}`, stream: 'stdout' });
    expect(texts(log.read({ limit: 2 }).lines)).toEqual(['line 19999', 'line 20000']);
    const first = log.read({ after: 3, limit: 1000 });
    expect(first.lines.length).toBe(1000);
    expect(first.lines[0]?.number).toBeGreaterThan(10_000);
    let after = first.next;
    const seen = [...first.lines];
    for (let page = log.read({ after, limit: 1000 }); page.lines.length > 0; page = log.read({ after, limit: 1000 })) {
      seen.push(...page.lines);
      after = page.next;
    }
    expect(seen.map(({ number }) => number)).toEqual(seen.map((_, index) => (seen[0]?.number ?? 0) + index));
    expect(after).toBe(20_000);
    expect(log.read({ after: 20_000, limit: 10 })).toEqual({ lines: [], next: 20_000 });
    // Of another log, that of the folder which was open before.
    expect(log.read({ after: 900_000, limit: 10 })).toEqual(log.read({ after: 0, limit: 10 }));
    await log.close();
  });

  it('holds little memory, whatever is printed', async () => {
    const log = createComfyLog();
    for (let index = 0; index < 3000; index += 1) log.add({ text: 'x'.repeat(60_000), stream: 'stdout' });
    const { lines } = log.read({ limit: 2000 });
    const length = lines.reduce((sum, { text }) => sum + text.length, 0);
    expect(length).toBeLessThan(7 * 1024 * 1024);
    expect(lines.at(-1)?.text).toMatch(/^x{4000} … \(56000 more characters\)$/);
    await log.close();
  });

  it('tells in paced pieces of bounded size, the newest lines of a flood', async () => {
    const log = createComfyLog();
    const pieces: ComfyLogLine[][] = [];
    const stop = log.onLines((lines) => pieces.push(lines));
    for (let index = 1; index <= 10_000; index += 1) log.add({ text: `line ${index}`, stream: 'stdout' });
    expect(pieces).toEqual([]);
    await expect.poll(() => pieces.length).toBe(1);
    expect(pieces[0]?.length).toBe(2000);
    expect(pieces[0]?.at(-1)?.text).toBe('line 10000');
    for (let index = 0; index < 300; index += 1) log.add({ text: 'y'.repeat(3900), stream: 'stdout' });
    await expect.poll(() => pieces.length).toBe(2);
    expect(JSON.stringify(pieces[1]).length).toBeLessThan(300 * 1024);
    log.add({ text: 'last', stream: 'app' });
    await log.close();
    expect(texts(pieces[2] ?? [])).toEqual(['last']);
    stop();
  });
});
