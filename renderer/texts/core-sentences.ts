import type { ImportDiagnosis } from '../../src/contract/comfyui';
import { formatSentences } from './formatting';
import type { ErrorBody } from '../../src/contract/error-body';
import { AppError } from '../../src/contract/errors';
import type { TaskOutcome, TaskProgress } from '../../src/contract/tasks';
import { messageOf, stepOf, warningsOf } from '../../src/contract/task-outcome';
import { type Sentence, wordsOf } from '../../src/contract/text/said';
import { type CoreSentences, tellIn } from '../../src/contract/text/tell';

let sentences: CoreSentences = {};
let titleOf = (name: string): string => name;

/** From now on what the core says is said in these words; one without a translation is English. */
export function sayCoreIn(given: CoreSentences): void {
  sentences = given;
}

/** From now on packs that sentences of the core name are called so; until a list of packs is known, as files call them. */
export function callPacksBy(given: (name: string) => string): void {
  titleOf = given;
}

/** A sentence of the core in the language of the window, with the titles of the packs that it names. */
export function tellSaid(said: Sentence): string {
  return tellIn(sentences, said, titleOf);
}

/** What a task has to say that did not fail; empty for one that did. */
export function tellOutcome(outcome: TaskOutcome): string {
  return outcome.status === 'failed' ? '' : tellSaid(messageOf(outcome));
}

/** What a person must know of what tasks did, one sentence each. */
export function tellWarnings(...outcomes: readonly (TaskOutcome | undefined)[]): string[] {
  return [...new Set(outcomes.flatMap((outcome) => warningsOf(outcome)).map(tellSaid))];
}

/** The step that a task is at, and what it is about; both empty while nothing was reported. */
export function tellStep(progress: TaskProgress | undefined | null): { phase: string; message: string } {
  if (!progress) return { phase: '', message: '' };
  const { phase, message } = stepOf(progress);
  return { phase: tellSaid(phase), message: tellSaid(message) };
}

/** Why something failed, and what to do about it; the remedy is empty where there is none. */
export interface ToldError {
  text: string;
  remedy: string;
}

/** The same sentence with the title of a pack wherever it names its folder. */
function withTitle(said: Sentence, folder: string, title: string): Sentence {
  if (typeof said === 'string') return said === folder ? title : said;
  return { ...said, values: said.values.map((value) => withTitle(value, folder, title)) };
}

/** Tells why a pack did not import, in the language of the window and with the title of the pack. */
export function tellProblem(problem: ImportDiagnosis, title: string): ToldError {
  const words = wordsOf(problem);
  const { name, cause, remedy } = problem;
  const tell = (said: Sentence): string => tellSaid(withTitle(said, name, title));
  return { text: tell(words?.message ?? cause), remedy: tell(words?.remedy ?? remedy?.text ?? '') };
}

/**
 * The sentences of a failure without what a program printed, which stands in lines of its own behind the first of them: it is in the log of the
 * task, and in the details that can be copied.
 */
function tellFirstLines(said: Sentence): string {
  const isList = typeof said !== 'string' && /^\{0\}(?: \{\d+\})*$/u.test(said.english);
  const parts = isList ? said.values : [said];
  return formatSentences(...parts.map((part) => tellSaid(part).split('\n', 1)[0]));
}

/** Tells an error in the language of the window: one of a call, or the failure of a task as the queue keeps it. */
export function tellError(failure: AppError | ErrorBody): ToldError {
  const words = wordsOf(failure);
  const message = failure instanceof AppError ? failure.message : failure.error;
  const hasOutput = 'output' in (failure instanceof AppError ? failure.details : failure);
  const said = words?.message ?? message;
  return {
    text: hasOutput ? tellFirstLines(said) : tellSaid(said),
    remedy: tellSaid(words?.remedy ?? failure.remedy ?? ''),
  };
}
