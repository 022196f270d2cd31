import type { ComfyRun } from './comfy-run';

const header = /Traceback \(most recent call last\):/;
/** `File "/x/custom_nodes/Foo/nodes.py", line 3`: of a traceback, and of Python's fault handler. */
const frame = /^\s*File "([^"]+)", line \d+/;
const belowPacks = /[\\/]custom_nodes[\\/]([^\\/]+)/;
const handled = /^(?:Cannot import .+ module for custom nodes|Failed to execute startup-script)/;
const readLines = 400;
/** A traceback that a program ends with is the last it says, but for a few words of threads and libraries that end with it. */
const maxLinesAfter = 5;

/** Packs of the frames, in the order they are named. */
function packsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const pack = belowPacks.exec(frame.exec(line)?.[1] ?? '')?.[1];
    return pack === undefined ? [] : [pack];
  });
}

/** The lines of the traceback that an output ends with; none when it ends with something else. */
function finalTraceback(lines: readonly string[]): string[] {
  const start = lines.findLastIndex((line) => header.test(line));
  if (start === -1) return [];
  const found = lines.slice(start);
  // Whatever ComfyUI went on after was no end.
  if (found.some((line) => handled.test(line))) return [];
  const lastFrame = found.findLastIndex((line) => frame.test(line));
  // Behind a frame: its source with marks, then the exception, which may have several lines.
  return found.length - lastFrame <= maxLinesAfter + 4 ? found : [];
}

/** The thread that broke: the fault handler names it first, its innermost frame first. */
function brokenThread(fatal: readonly string[]): string[] {
  const start = fatal.findIndex((line) => line.startsWith('Current thread '));
  if (start === -1) return [];
  const length = fatal.slice(start + 1).findIndex((line) => !frame.test(line));
  return length === -1 ? fatal.slice(start + 1) : fatal.slice(start + 1, start + 1 + length);
}

/**
 * Packs that may have ended a run, the likeliest first: names below `custom_nodes`. Said by the interpreter when it broke, by the traceback
 * that its output ends with, and by what was being imported in that moment. None where nobody says anything.
 */
export function suspectsOf(run: Pick<ComfyRun, 'lastLines' | 'lastWords'>): string[] {
  const { pack, fatal } = run.lastWords();
  const lines = run.lastLines(readLines);
  const printedFatal = lines.slice(
    Math.max(
      0,
      lines.findLastIndex((line) => line.startsWith('Fatal Python error')),
    ),
  );
  const named = [
    ...packsIn(brokenThread(fatal.length > 0 ? fatal : printedFatal)),
    // A traceback has its innermost frame last.
    ...packsIn(finalTraceback(lines)).toReversed(),
    ...(pack === null ? [] : [pack]),
  ];
  return [...new Set(named)];
}
