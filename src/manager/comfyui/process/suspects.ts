import type { ComfyRun } from './comfy-run';
import { cleanLine } from '../output/startup-report';

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
export function finalTraceback(lines: readonly string[]): string[] {
  const start = lines.findLastIndex((line) => header.test(line));
  if (start === -1) return [];
  const found = lines.slice(start);
  // Whatever ComfyUI went on after was no end.
  if (found.some((line) => handled.test(line))) return [];
  const lastFrame = found.findLastIndex((line) => frame.test(line));
  // Behind a frame: its source with marks, then the exception, which may have several lines.
  return found.length - lastFrame <= maxLinesAfter + 4 ? found : [];
}

/**
 * The pack whose code a traceback ends in, past what is a library: its last frame that lies in ComfyUI's folder or in a pack. Null where that is
 * ComfyUI's own code, or none of both.
 */
export function lastOwnPack(traceback: readonly string[], comfyDir: string): string | null {
  const library = /[\\/](?:(?:site|dist)-packages|lib(?:64)?[\\/]python3[.\d]*)[\\/]/i;
  const own = traceback
    .map((line) => frame.exec(line)?.[1] ?? '')
    .findLast((file) => belowPacks.test(file) || (file.startsWith(comfyDir) && !library.test(file)));
  return belowPacks.exec(own ?? '')?.[1] ?? null;
}

/** The thread that broke: the fault handler names it first, its innermost frame first. */
function brokenThread(fatal: readonly string[]): string[] {
  const start = fatal.findIndex((line) => line.startsWith('Current thread '));
  if (start === -1) return [];
  const length = fatal.slice(start + 1).findIndex((line) => !frame.test(line));
  return length === -1 ? fatal.slice(start + 1) : fatal.slice(start + 1, start + 1 + length);
}

/** Who was at it in the end: a traceback that does not name the pack being imported was printed by somebody who went on. */
function atTheEnd(importing: string | null, traceback: readonly string[]): string[] {
  if (importing === null || traceback.includes(importing)) return [...traceback];
  return [importing, ...traceback];
}

/** Names of the packs whose failed imports ComfyUI went on after; the one that is being imported has not failed yet. */
function survivedBy({ report }: Pick<ComfyRun, 'report'>, importing: string | null): ReadonlySet<string> {
  return new Set(
    report
      .failures()
      .map(({ name }) => name)
      .filter((name) => name !== importing),
  );
}

/**
 * Packs that may have ended a run, the likeliest first: names below `custom_nodes`. Said by the interpreter when it broke, by what was being
 * imported in that moment, and by the traceback that its output ends with; behind them those whose imports had failed before, which ComfyUI
 * survived. None where nobody says anything.
 */
export function suspectsOf(run: Pick<ComfyRun, 'lastLines' | 'lastWords' | 'report'>): string[] {
  const { pack, fatal } = run.lastWords();
  const lines = run.lastLines(readLines).map((line) => cleanLine(line).line);
  const printedFatal = lines.slice(
    Math.max(
      0,
      lines.findLastIndex((line) => line.startsWith('Fatal Python error')),
    ),
  );
  const broken = packsIn(brokenThread(fatal.length > 0 ? fatal : printedFatal));
  // A traceback has its innermost frame last.
  const last = atTheEnd(pack, packsIn(finalTraceback(lines)).toReversed());
  const survived = survivedBy(run, pack);
  const [before, fresh] = [last.filter((name) => survived.has(name)), last.filter((name) => !survived.has(name))];
  return [...new Set([...broken, ...fresh, ...before])];
}
