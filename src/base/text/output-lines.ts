import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** A text without a single line end must not be held for ever: it is handed on in pieces of this length. */
const maxLineLength = 64 * 1024;
/** How long a program that prints without pause keeps the event loop; the system hands over up to 32 pieces in a row. */
const turnMs = 5;
const maxOutputBytes = 8 * 1024 * 1024;

/** What a terminal would show of a line with carriage returns: its last non-empty state. */
function lastState(line: string): string {
  const states = line.split('\r').filter((state) => state !== '');
  return states.at(-1) ?? '';
}

/** The same for a line that goes on: what comes next may begin a new state. */
function collapseBar(rest: string): string {
  if (!rest.includes('\r')) return rest;
  return rest.endsWith('\r') ? `${lastState(rest)}\r` : lastState(rest);
}

interface LineOptions {
  onLine: (line: string) => void;
  barEveryMs?: number;
}

/** Hands each line of a stream (UTF-8) to `onLine`, without line end; the unfinished last one at the end of the stream. */
function readLines(stream: Readable, { onLine, barEveryMs }: LineOptions): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let barReportedMs: number | null = null;
  let busyMs = 0;

  function followBar(nowMs: number): void {
    if (barEveryMs === undefined || !rest.includes('\r')) {
      barReportedMs = null;
      return;
    }
    barReportedMs ??= nowMs;
    if (nowMs - barReportedMs < barEveryMs) return;
    barReportedMs = nowMs;
    onLine(lastState(rest));
  }

  /** Other work gets its turn here. */
  function giveWay(begunMs: number): void {
    busyMs += performance.now() - begunMs;
    if (busyMs < turnMs) return;
    busyMs = 0;
    stream.pause();
    setImmediate(() => stream.resume());
  }

  stream.on('data', (chunk: Buffer) => {
    const begunMs = performance.now();
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(lastState(line));
    followBar(Date.now());
    rest = collapseBar(rest);
    for (; rest.length > maxLineLength; rest = rest.slice(maxLineLength)) onLine(rest.slice(0, maxLineLength));
    giveWay(begunMs);
  });
  const finish = () => {
    const last = rest + decoder.end();
    rest = '';
    if (last !== '') onLine(lastState(last));
  };
  // Whoever waits for the program goes on at `end`; a stream that was destroyed has only `close`.
  stream.once('end', finish);
  stream.once('close', finish);
}

interface OutputTail {
  add(part: string | Buffer): void;
  text(): string;
}

/** Keeps the last `maxBytes` of what is added; the beginning is dropped in whole parts. */
function createOutputTail(maxBytes: number): OutputTail {
  let parts: Buffer[] = [];
  let dropped = 0;
  let sizeBytes = 0;
  return {
    add(part) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      parts.push(bytes.length > maxBytes ? bytes.subarray(-maxBytes) : bytes);
      sizeBytes += bytes.length;
      for (; sizeBytes > maxBytes && dropped < parts.length - 1; dropped += 1) sizeBytes -= parts[dropped]?.length ?? 0;
      // Not `shift()`: of a long array it moves all that stays, for each line (measured: 0.09 ms).
      if (dropped <= parts.length / 2) return;
      parts = parts.slice(dropped);
      dropped = 0;
    },
    text: () => Buffer.concat(parts.slice(dropped)).toString('utf8'),
  };
}

/** What a program printed so far. */
export interface Collected {
  stdout: OutputTail;
  stderr: OutputTail;
  /** Both, line by line in the order they came. */
  all: OutputTail;
}

export interface CollectOptions {
  onLine?: ((line: string, from: 'stdout' | 'stderr') => void) | undefined;
  /** How much of each output is kept; 8 MiB when left out. */
  maxBytes?: number;
  /** A progress bar that goes on is a line each time this has passed; left out, only its last state is one. */
  barEveryMs?: number;
}

/** Collects both outputs of a program and hands their lines on as they come, each with the output it was printed to. */
export function collectOutputs(
  child: { stdout: Readable; stderr: Readable },
  { onLine, maxBytes = maxOutputBytes, barEveryMs }: CollectOptions,
): Collected {
  const all = createOutputTail(maxBytes);
  const collect = (stream: Readable, from: 'stdout' | 'stderr') => {
    const tail = createOutputTail(maxBytes);
    stream.on('data', (chunk: Buffer) => {
      tail.add(chunk);
    });
    const take = (line: string) => {
      all.add(`${line}\n`);
      onLine?.(line, from);
    };
    readLines(stream, { onLine: take, barEveryMs });
    return tail;
  };
  return { stdout: collect(child.stdout, 'stdout'), stderr: collect(child.stderr, 'stderr'), all };
}
