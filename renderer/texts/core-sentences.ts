import type { ImportDiagnosis } from '../../src/contract/comfyui';
import type { ErrorBody } from '../../src/contract/error-body';
import { AppError } from '../../src/contract/errors';
import { type Said, spell, wordsOf } from '../../src/contract/text/said';
import { formatSentences } from './formatting';

/** The sentences of the core in another language, by their English form. */
export type CoreSentences = Readonly<Record<string, string>>;

let sentences: CoreSentences = {};

/** From now on what the core says is said in these words; one without a translation is English. */
export function sayCoreIn(given: CoreSentences): void {
  sentences = given;
}

/** A sentence of the core in the language of the window; text that came from elsewhere, as it came. */
function tellSaid(said: string | Said): string {
  return formatSentences(spell(said, (english) => sentences[english] ?? english));
}

/** Why something failed, and what to do about it; the remedy is empty where there is none. */
export interface ToldError {
  text: string;
  remedy: string;
}

/** Tells why a pack did not import, in the language of the window. */
export function tellProblem(problem: ImportDiagnosis): ToldError {
  const words = wordsOf(problem);
  const { cause, remedy } = problem;
  return { text: tellSaid(words?.message ?? cause), remedy: tellSaid(words?.remedy ?? remedy?.text ?? '') };
}

/** Tells an error in the language of the window: one of a call, or the failure of a task as the queue keeps it. */
export function tellError(failure: AppError | ErrorBody): ToldError {
  const words = wordsOf(failure);
  const message = failure instanceof AppError ? failure.message : failure.error;
  return { text: tellSaid(words?.message ?? message), remedy: tellSaid(words?.remedy ?? failure.remedy ?? '') };
}
