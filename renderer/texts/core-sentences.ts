import type { ImportDiagnosis } from '../../src/contract/comfyui/imports';
import { formatSentences } from './formatting';
import type { ErrorBody } from '../../src/contract/error-body';
import { AppError } from '../../src/contract/errors';
import type { TaskOutcome, TaskProgress } from '../../src/contract/tasks/tasks';
import { messageOf, stepOf, warningsOf } from '../../src/contract/tasks/task-outcome';
import { causeOf, type Sentence, wordsOf } from '../../src/contract/text/message';
import { type CoreSentences, translateSentence } from '../../src/contract/text/translate';

let sentences: CoreSentences = {};
let titleOf = (name: string): string => name;

/** From now on what the core says is said in these words; one without a translation is English. */
export function setCoreSentences(given: CoreSentences): void {
  sentences = given;
}

/** From now on packs that sentences of the core name are called so; until a list of packs is known, as files call them. */
export function callPacksBy(given: (name: string) => string): void {
  titleOf = given;
}

/** A sentence of the core in the language of the window, with the titles of the packs that it names. */
export function formatSentence(sentence: Sentence): string {
  return translateSentence(sentences, sentence, titleOf);
}

/** What a task has to say that did not fail; empty for one that did. */
export function describeOutcome(outcome: TaskOutcome): string {
  return outcome.status === 'failed' ? '' : formatSentence(messageOf(outcome));
}

/** What a person must know of what tasks did, one sentence each. */
export function describeWarnings(...outcomes: readonly (TaskOutcome | undefined)[]): string[] {
  return [...new Set(outcomes.flatMap((outcome) => warningsOf(outcome)).map(formatSentence))];
}

/** The step that a task is at, and what it is about; both empty while nothing was reported. */
export function describeStep(progress: TaskProgress | undefined | null): { phase: string; message: string } {
  if (!progress) return { phase: '', message: '' };
  const { phase, message } = stepOf(progress);
  return { phase: formatSentence(phase), message: formatSentence(message) };
}

/** Why something failed, and what to do about it; the remedy is empty where there is none. */
export interface DescribedError {
  text: string;
  remedy: string;
}

/** The same sentence with the title of a pack wherever it names its folder. */
function withTitle(sentence: Sentence, folder: string, title: string): Sentence {
  if (typeof sentence === 'string') return sentence === folder ? title : sentence;
  return { ...sentence, values: sentence.values.map((value) => withTitle(value, folder, title)) };
}

/** Tells why a pack did not import, in the language of the window and with the title of the pack. */
export function describeProblem(problem: ImportDiagnosis, title: string): DescribedError {
  const words = wordsOf(problem);
  const { name, cause, remedy } = problem;
  const format = (sentence: Sentence): string => formatSentence(withTitle(sentence, name, title));
  return { text: format(words?.message ?? cause), remedy: format(words?.remedy ?? remedy?.text ?? '') };
}

/**
 * The sentences of a failure without what a program printed, which stands in lines of its own behind the first of them: it is in the log of the
 * task, and in the details that can be copied.
 */
function describeFirstLines(sentence: Sentence): string {
  const isList = typeof sentence !== 'string' && /^\{0\}(?: \{\d+\})*$/u.test(sentence.english);
  const parts = isList ? sentence.values : [sentence];
  return formatSentences(...parts.map((part) => formatSentence(part).split('\n', 1)[0]));
}

/** Why something failed in one short line, for a list where its subject stands beside it; a phrase of ours begins as a sentence does. */
export function describeCause(failure: AppError | ErrorBody): string {
  const cause = causeOf(wordsOf(failure) ?? { message: failure instanceof AppError ? failure.message : failure.error });
  const words = formatSentence(cause);
  const isOurs = typeof cause !== 'string' && !cause.english.startsWith('{');
  return isOurs ? words.replace(/^./u, (first) => first.toLocaleUpperCase()) : words;
}

/** Tells an error in the language of the window: one of a call, or the failure of a task as the queue keeps it. */
export function describeError(failure: AppError | ErrorBody): DescribedError {
  const words = wordsOf(failure);
  const message = failure instanceof AppError ? failure.message : failure.error;
  const hasOutput = 'output' in (failure instanceof AppError ? failure.details : failure);
  const sentence = words?.message ?? message;
  return {
    text: hasOutput ? describeFirstLines(sentence) : formatSentence(sentence),
    remedy: formatSentence(words?.remedy ?? failure.remedy ?? ''),
  };
}
