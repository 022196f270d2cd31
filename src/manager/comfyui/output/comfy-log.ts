import { createEmitter } from '../../../base/async/emitter';
import { redactSecrets } from '../../../base/log';
import { openRotatingFile, type RotatingFile } from '../../../base/files/lines/rotating-file';
import type { ComfyLogLine } from '../../../contract/comfyui/comfyui-status';

/** What ComfyUI prints and what the app does with it, over all its runs while the app lives. */
export interface ComfyLog {
  add(line: { text: string; stream: ComfyLogLine['stream']; pack?: string | null }): void;
  /**
   * Lines behind the number `after`, oldest first, at most `limit`; without `after` the newest. `next` is the `after` of the next question.
   * Lines that are no longer kept are passed over: the numbers show the gap.
   */
  read(question: { after?: number | null; limit: number }): { lines: ComfyLogLine[]; next: number };
  /** New lines in pieces, some ten times a second at most; where more come than a person can follow, the newest of them. */
  onLines(listener: (lines: ComfyLogLine[]) => void): () => void;
  /** Writes the rest to the files and closes them. */
  close(): Promise<void>;
}

export interface ComfyLogOptions {
  /** Left out: nothing is written. */
  file?: string;
  onProblem?: (error: unknown) => void;
}

/** The files `logs/comfyui.log`, `.1` and so on: five of 5 MB each. */
export const logFileBytes = 5 * 1024 * 1024;
export const maxLogFiles = 5;
const maxLines = 5000;
const maxLength = 4 * 1024 * 1024;
const maxTextLength = 4000;
const reportEveryMs = 100;
const maxUnwrittenLength = 512 * 1024;
const maxReportedLines = 2000;
const maxReportedLength = 256 * 1024;

/** A part of a string holds the whole of it in memory; this is a string of its own. */
const copyOf = (text: string) => Buffer.from(text).toString();

function cutText(text: string): string {
  if (text.length <= maxTextLength) return text;
  return copyOf(`${text.slice(0, maxTextLength)} … (${text.length - maxTextLength} more characters)`);
}

/** The newest lines, within a number and within a length. */
class Ring {
  #lines: ComfyLogLine[] = [];
  #length = 0;

  add(line: ComfyLogLine): void {
    this.#lines.push(line);
    this.#length += line.text.length;
    if (this.#lines.length > maxLines * 1.5 || this.#length > maxLength * 1.5) this.#trim();
  }

  read({ after, limit }: { after: number | null; limit: number }): ComfyLogLine[] {
    const lines = this.#lines;
    const first = lines[0]?.number ?? 0;
    if (after === null) return lines.slice(-limit);
    const from = Math.max(0, after + 1 - first);
    return lines.slice(from, from + limit);
  }

  #trim(): void {
    this.#lines = newestWithin(this.#lines, { count: maxLines, length: maxLength });
    this.#length = this.#lines.reduce((sum, { text }) => sum + text.length, 0);
  }
}

function newestWithin(lines: readonly ComfyLogLine[], limit: { count: number; length: number }): ComfyLogLine[] {
  let length = 0;
  let from = lines.length;
  for (; from > 0 && lines.length - from < limit.count; from -= 1) {
    length += lines[from - 1]?.text.length ?? 0;
    if (length > limit.length) break;
  }
  return lines.slice(from);
}

/** RFC 3339 of now; written once for all lines of a millisecond. */
function createClock(): () => string {
  let ms = 0;
  let text = '';
  return () => {
    const nowMs = Date.now();
    if (nowMs !== ms) {
      ms = nowMs;
      text = new Date(nowMs).toISOString();
    }
    return text;
  };
}

function formatLine({ at, stream, pack, text }: ComfyLogLine): string {
  return `${at} ${stream}${pack === null ? '' : ` [${pack}]`} ${text}\n`;
}

/** Makes the log of one installation. */
export function createComfyLog({ file, onProblem }: ComfyLogOptions = {}): ComfyLog {
  const ring = new Ring();
  const newLines = createEmitter<ComfyLogLine[]>();
  const output: RotatingFile | null =
    file === undefined ? null : openRotatingFile(file, { maxBytes: logFileBytes, keep: maxLogFiles, onProblem });
  let number = 0;
  let fresh: ComfyLogLine[] = [];
  let unwritten: string[] = [];
  let unwrittenLength = 0;
  let timer: NodeJS.Timeout | undefined;
  const now = createClock();

  function handOver(): void {
    if (unwritten.length > 0) output?.write(unwritten.join(''));
    unwritten = [];
    unwrittenLength = 0;
  }

  function keepForFile(line: ComfyLogLine): void {
    const text = formatLine(line);
    unwritten.push(text);
    unwrittenLength += text.length;
    if (unwrittenLength > maxUnwrittenLength) handOver();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    handOver();
    const lines = newestWithin(fresh, { count: maxReportedLines, length: maxReportedLength });
    fresh = [];
    if (lines.length > 0) newLines.emit(lines);
  }

  return {
    add({ text, stream, pack = null }) {
      number += 1;
      const whole = redactSecrets(text);
      const line = { number, at: now(), stream, text: cutText(whole), pack };
      ring.add(line);
      fresh.push(line);
      if (fresh.length > maxReportedLines * 2) fresh = fresh.slice(-maxReportedLines);
      if (output !== null) keepForFile({ ...line, text: whole });
      timer ??= setTimeout(flush, reportEveryMs);
    },
    read({ after = null, limit }) {
      // A number that was never given out comes from another log, so every line of this one is new.
      const from = after !== null && after > number ? 0 : after;
      const lines = ring.read({ after: from, limit });
      return { lines, next: lines.at(-1)?.number ?? from ?? number };
    },
    onLines: (listener) => newLines.on(listener),
    async close() {
      flush();
      await output?.close();
    },
  };
}
