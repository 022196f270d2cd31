import type { ComfyLogLine } from '../../../src/contract/comfyui/comfyui-status';

/** How loud a line is: read from its words, since ComfyUI writes everything to one stream. */
export type LineLevel = 'error' | 'warning' | 'plain';

/** A line of ComfyUI's output as the window shows it. */
export interface ComfyLine {
  readonly number: number;
  readonly atMs: number;
  readonly stream: ComfyLogLine['stream'];
  /** Without colour codes, and of a line that overwrote itself only what it said last. */
  readonly text: string;
  readonly pack: string | null;
  readonly level: LineLevel;
  /** How many lines right before this one the window does not have. */
  readonly missing: number;
}

const colourCode = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/gu;
const loudWords =
  /\(IMPORT FAILED\)|\[(?:ERROR|CRITICAL|FATAL)\]|^\s*(?:ERROR|CRITICAL|FATAL)\b|^!!! |^Cannot import |^[\w.]*(?:Error|Exception|SystemExit|KeyboardInterrupt)(?::|$)/u;
const warningWords = /\[WARN(?:ING)?\]|^\s*WARN(?:ING)?\b|\b\w*Warning:/u;
const tracebackStart = /^\s*Traceback \(most recent call last\)/u;

/** The text that a terminal would leave on the screen: colours out, and what a carriage return overwrote. */
export function readPlainText(text: string): string {
  const plain = text.includes('\u001b') ? text.replace(colourCode, '') : text;
  if (!plain.includes('\r')) return plain;
  return plain.split('\r').findLast((part) => part !== '') ?? '';
}

function readLevel(text: string): LineLevel {
  if (loudWords.test(text)) return 'error';
  return warningWords.test(text) ? 'warning' : 'plain';
}

/** Reads the loudness of lines in their order: everything from a traceback's head to its exception belongs to it. */
function createLevelReader(): (text: string) => LineLevel {
  let isInside = false;
  return (text) => {
    if (tracebackStart.test(text)) {
      isInside = true;
      return 'error';
    }
    if (!isInside) return readLevel(text);
    isInside = text === '' || /^\s/u.test(text);
    return 'error';
  };
}

/** Prepares lines that follow on `last`, the newest line the window has before them; undefined when it has none. */
export function prepareLines(lines: readonly ComfyLogLine[], last: ComfyLine | undefined): ComfyLine[] {
  const levelOf = createLevelReader();
  let previous = last?.number;
  return lines.map(({ number, at, stream, text, pack }) => {
    const missing = previous === undefined ? 0 : Math.max(0, number - previous - 1);
    previous = number;
    const plain = readPlainText(text);
    return { number, atMs: Date.parse(at), stream, text: plain, pack, level: levelOf(plain), missing };
  });
}
