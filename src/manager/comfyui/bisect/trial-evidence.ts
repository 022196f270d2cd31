import type { BisectEvidence } from '../../../contract/operations/bisect';
import type { ImportFailure } from '../../../contract/comfyui';
import { cleanLine } from '../output/startup-report';
import type { ComfyRun } from '../process/comfy-run';
import { finalTraceback, suspectsOf } from '../process/suspects';

/** What a start said, kept when it was bad. */
export interface TrialWords {
  failures: readonly ImportFailure[];
  /** Packs that its end names, the likeliest first. */
  suspects: readonly string[];
  /** The traceback it ended with, else its last lines; none of one that was running. */
  end: readonly string[];
}

const readLines = 400;
const shownLines = 40;

/** To be asked when the run has ended, or while it is judged. */
export function readWords(run: Pick<ComfyRun, 'lastLines' | 'lastWords' | 'report'>, hasEnded: boolean): TrialWords {
  const failures = run.report.failures();
  if (!hasEnded) return { failures, suspects: [], end: [] };
  const traceback = finalTraceback(run.lastLines(readLines).map((line) => cleanLine(line).line));
  return { failures, suspects: suspectsOf(run), end: traceback.length > 0 ? traceback : run.lastLines(shownLines) };
}

/**
 * What is shown beside a result: why one of these packs could not be imported, else how the start ended. Null where nothing was said, as when only
 * a person saw that something is wrong.
 */
export function chooseEvidence(words: TrialWords | null, packs: readonly string[]): BisectEvidence | null {
  if (words === null) return null;
  const failure = words.failures.find(({ name }) => packs.includes(name));
  if (failure !== undefined) {
    const text = failure.traceback === '' ? failure.msg : failure.traceback;
    return { pack: failure.name, lines: text.split('\n') };
  }
  if (words.end.length === 0) return null;
  return { pack: words.suspects.find((name) => packs.includes(name)) ?? null, lines: [...words.end] };
}
