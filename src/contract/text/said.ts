/**
 * A sentence for people, kept so that a window can say it in its own language: the English form with `{0}`, `{1}` where values stand, and the values.
 * The English form is the key of its translations (`src/contract/text/sentences/`), as in gettext: who writes an error writes one sentence, where it happens.
 */
export interface Said {
  readonly english: string;
  /** A name, a path or a number as it is shown, or a part of the sentence that is said in the same language. */
  readonly values: readonly (string | Said)[];
}

export type SaidValue = string | number | Said;

/**
 * Says a sentence: say`Port ${port} cannot be used: ${reason}.` The values stay apart, so it can be said in every language.
 *
 * @param values What stands in the sentence; a part that has words of its own is said as well.
 */
export function say(parts: TemplateStringsArray, ...values: readonly SaidValue[]): Said {
  const english = parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`);
  return { english, values: values.map((value) => (typeof value === 'number' ? String(value) : value)) };
}

/** The English form of every sentence of a list, one after the other: what happened, and what else has to be said of it. */
export function sayAll(sentences: readonly (string | Said)[]): Said {
  return { english: sentences.map((_sentence, at) => `{${at}}`).join(' '), values: sentences };
}

/**
 * Spells a sentence out.
 *
 * @param translate The form of a sentence in the language of the reader; left out: English.
 */
export function spell(said: string | Said, translate: (english: string) => string = (english) => english): string {
  if (typeof said === 'string') return said;
  const spellValue = (match: string, place: string): string => {
    const value = said.values[Number(place)];
    return value === undefined ? match : spell(value, translate);
  };
  return translate(said.english).replace(/\{(\d+)\}/g, spellValue);
}

/** Whether something that was read is a sentence, or a plain text. */
function isSaid(read: unknown): read is string | Said {
  if (typeof read === 'string') return true;
  if (typeof read !== 'object' || read === null || !('english' in read) || !('values' in read)) return false;
  return typeof read.english === 'string' && Array.isArray(read.values) && read.values.every(isSaid);
}

/** The sentences of an error with their values apart, for a window in another language. Text that came from elsewhere is as it came. */
export interface ErrorWords {
  readonly message: string | Said;
  readonly remedy?: string | Said | undefined;
}

/** The sentences that travel in a body beside those in English (`words`); undefined where there are none. An app of another version may have written them. */
export function wordsOf(body: object): ErrorWords | undefined {
  const words = 'words' in body ? body.words : undefined;
  if (typeof words !== 'object' || words === null || !('message' in words) || !isSaid(words.message)) return undefined;
  const remedy = 'remedy' in words && isSaid(words.remedy) ? words.remedy : undefined;
  return { message: words.message, remedy };
}
