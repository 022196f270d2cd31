import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** A text without a single line end must not be held for ever: it is handed on in pieces of this length. */
const maxLineLength = 64 * 1024;
const maxOutputBytes = 8 * 1024 * 1024;

/** What a terminal would show of a line with carriage returns: its last non-empty state. */
function lastState(line: string): string {
  const states = line.split('\r').filter((state) => state !== '');
  return states.at(-1) ?? '';
}

/** Hands each line of a stream (UTF-8) to `onLine`, without line end; the unfinished last one at the end of the stream. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(lastState(line));
    for (; rest.length > maxLineLength; rest = rest.slice(maxLineLength)) onLine(rest.slice(0, maxLineLength));
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
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  return {
    add(part) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      parts.push(bytes.length > maxBytes ? bytes.subarray(-maxBytes) : bytes);
      sizeBytes += bytes.length;
      while (sizeBytes > maxBytes && parts.length > 1) sizeBytes -= parts.shift()?.length ?? 0;
    },
    text: () => Buffer.concat(parts).toString('utf8'),
  };
}

/** What a program printed so far. */
export interface Collected {
  stdout: OutputTail;
  stderr: OutputTail;
  /** Both, line by line in the order they came. */
  all: OutputTail;
}

/** Collects both outputs of a program and hands their lines on as they come, each with the output it was printed to. */
export function collectOutputs(
  child: { stdout: Readable; stderr: Readable },
  onLine?: (line: string, from: 'stdout' | 'stderr') => void,
): Collected {
  const all = createOutputTail(maxOutputBytes);
  const collect = (stream: Readable, from: 'stdout' | 'stderr') => {
    const tail = createOutputTail(maxOutputBytes);
    stream.on('data', (chunk: Buffer) => {
      tail.add(chunk);
    });
    readLines(stream, (line) => {
      all.add(`${line}\n`);
      onLine?.(line, from);
    });
    return tail;
  };
  return { stdout: collect(child.stdout, 'stdout'), stderr: collect(child.stderr, 'stderr'), all };
}
