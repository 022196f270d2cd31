import { plainLine } from '../../base/text/plain-line';

/** A longer line is cut; progress bars and dumps of data have no line ends. */
const maxLineLength = 4000;
const maxHeadLength = 4 * 1024 * 1024;
const maxTailLines = 1000;

/** What is kept of a log, however much is said: its beginning, and its newest lines (beats W56). */
export interface LogLines {
  /** Adds a line and answers with it as it is kept; `isHead` when it is a part of the beginning. */
  add(line: string): { text: string; isHead: boolean };
  /** The lines behind the beginning; the first of them counts what was left out between. */
  tail(): string[];
  all(): string[];
}

function cut(line: string): string {
  return line.length <= maxLineLength ? line : `${line.slice(0, maxLineLength)} … (${line.length} characters)`;
}

/** The last lines of a list, behind one that counts those before them. */
export function newestOf(lines: readonly string[], count: number, alreadyOmitted = 0): string[] {
  const omitted = alreadyOmitted + Math.max(0, lines.length - count);
  return omitted === 0 ? [...lines] : [`… ${omitted} lines were left out …`, ...lines.slice(-count)];
}

/** Makes the keeper of one log's lines. */
export function createLogLines(): LogLines {
  const head: string[] = [];
  let headLength = 0;
  let tail: string[] = [];
  let omitted = 0;
  const endOf = () => newestOf(tail, maxTailLines, omitted);
  return {
    add(line) {
      const text = cut(plainLine(line));
      const isHead = headLength < maxHeadLength;
      (isHead ? head : tail).push(text);
      if (isHead) headLength += text.length;
      // Thrown away in large pieces: one by one would move the whole list with every line.
      if (tail.length > 2 * maxTailLines) {
        omitted += tail.length - maxTailLines;
        tail = tail.slice(-maxTailLines);
      }
      return { text, isHead };
    },
    tail: endOf,
    all: () => [...head, ...endOf()],
  };
}
