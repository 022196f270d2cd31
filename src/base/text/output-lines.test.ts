import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { collectOutputs, type CollectOptions } from './output-lines';

function collect(options: CollectOptions = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const lines: string[] = [];
  const outputs = collectOutputs({ stdout, stderr }, { onLine: (line) => lines.push(line), ...options });
  const print = async (text: string) => {
    stdout.write(text);
    await new Promise((done) => setImmediate(done));
    await new Promise((done) => setImmediate(done));
  };
  const end = async () => {
    const ended = new Promise((done) => stdout.once('close', done));
    stdout.end();
    await ended;
  };
  return { stdout, lines, outputs, print, end };
}

describe('the lines of an output', () => {
  it('takes a progress bar for its last state, however it is cut into pieces', async () => {
    const { lines, print, end } = collect();
    for (const piece of ['\r 1%', '\r 5', '0%\r', '', '\r100%', '\r', '\n', 'next\r\n', 'unfinished\r'])
      await print(piece);
    await end();
    expect(lines).toEqual(['100%', 'next', 'unfinished']);
  });

  it('hands a bar on that is longer than any line as one line', async () => {
    const { lines, print, end } = collect();
    for (let step = 0; step < 200; step += 1) await print(`\r${step}${'#'.repeat(1000)}`);
    await print('\n');
    await end();
    expect(lines).toEqual([`199${'#'.repeat(1000)}`]);
  });

  it('shows a bar that goes on now and then, when that is wanted', async () => {
    const { lines, print, end } = collect({ barEveryMs: 40 });
    await print('\r0 of 9');
    expect(lines).toEqual([]);
    for (let step = 1; step < 9; step += 1) {
      await new Promise((done) => setTimeout(done, 25));
      await print(`\r${step} of 9`);
    }
    await print('\r9 of 9\n');
    await end();
    expect(lines.at(-1)).toBe('9 of 9');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.length).toBeLessThan(8);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('cuts a line that does not end, and loses nothing of it', async () => {
    const { lines, print, end } = collect();
    await print('ü'.repeat(150_000));
    await end();
    expect(lines.map((line) => line.length)).toEqual([65_536, 65_536, 18_928]);
    expect(lines.join('')).toBe('ü'.repeat(150_000));
  });

  it('keeps the end of a flood of short lines', async () => {
    const { outputs, print, end } = collect({ maxBytes: 50_000 });
    for (let block = 0; block < 20; block += 1) {
      await print(Array.from({ length: 5000 }, (_, index) => `${block} ${index}\n`).join(''));
    }
    await end();
    expect(outputs.all.text().endsWith('19 4998\n19 4999\n')).toBe(true);
    expect(Buffer.byteLength(outputs.all.text())).toBeLessThanOrEqual(50_000);
    expect(Buffer.byteLength(outputs.all.text())).toBeGreaterThan(49_000);
  });

  it('lets others have their turn while a program prints without pause', async () => {
    const busy = (line: string) => {
      const untilMs = performance.now() + 2;
      while (performance.now() < untilMs) line.trim();
    };
    const { stdout, end } = collect({ onLine: busy });
    for (let piece = 0; piece < 100; piece += 1) stdout.write(`${piece}\n`);
    let turns = 0;
    const count = () => {
      turns += 1;
      if (turns < 1000 && stdout.readableLength > 0) setImmediate(count);
    };
    setImmediate(count);
    await end();
    expect(turns).toBeGreaterThan(10);
  });
});
