/**
 * A sentence for people, kept so that a window can say it in its own language: the English form with `{0}`, `{1}` where values stand, and the values.
 * The English form is the key of its translations (`src/contract/text/sentences/`), as in gettext: who writes an error writes one sentence, where it happens.
 */
export interface Said {
  readonly english: string;
  /** A name, a path or a number as it is shown, or a part of the sentence that is said in the same language. */
  readonly values: readonly (string | Said)[];
  /** Its one value is what files and programs call a pack: a window that knows the title of that pack says the title. */
  readonly names?: 'pack';
}

export type SaidValue = string | number | Said;

/** A sentence in parts, or a text that came from elsewhere (git, a host, an older app) and is told as it came. */
export type Sentence = string | Said;

/**
 * Says a sentence: say`Port ${port} cannot be used: ${reason}.` The values stay apart, so it can be said in every language.
 *
 * @param values What stands in the sentence; a part that has words of its own is said as well.
 */
export function say(parts: TemplateStringsArray, ...values: readonly SaidValue[]): Said {
  const english = parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`);
  return { english, values: values.map((value) => (typeof value === 'number' ? String(value) : value)) };
}

/** What requirements and refusals call ComfyUI itself, which is no pack. */
const comfyui = 'ComfyUI';

/**
 * A pack in a sentence. In English, and so over HTTP and in logs, it is the name that programs read; a window says the title that it shows for that pack.
 *
 * @param name Its folder, its id or its key.
 */
export function sayPack(name: string): Said {
  const said = { english: '{0}', values: [name] };
  return name === comfyui ? said : { ...said, names: 'pack' };
}

/** The English form of every sentence of a list, one after the other: what happened, and what else has to be said of it. What is empty is left out. */
export function sayAll(sentences: readonly Sentence[]): Said {
  const values = sentences.filter((sentence) => sentence !== '');
  return { english: values.map((_sentence, at) => `{${at}}`).join(' '), values };
}

/**
 * Spells a sentence out.
 *
 * @param translate The form of a sentence in the language of the reader; left out: English.
 * @param titleOf What a pack is called where it is read; left out: as programs call it.
 */
export function spell(
  said: string | Said,
  translate: (english: string) => string = (english) => english,
  titleOf: (name: string) => string = (name) => name,
): string {
  if (typeof said === 'string') return said;
  const [only] = said.values;
  if (said.names === 'pack' && typeof only === 'string') return titleOf(only);
  const spellValue = (match: string, place: string): string => {
    const value = said.values[Number(place)];
    return value === undefined ? match : spell(value, translate, titleOf);
  };
  return translate(said.english).replace(/\{(\d+)\}/g, spellValue);
}

/**
 * The same sentence with every text in it changed: paths shortened, say. The words of the sentence itself stay, so that it keeps its translations.
 *
 * @param change What is done with a text that came from elsewhere, or with a value.
 */
export function mapSaid(said: Sentence, change: (text: string) => string): Sentence {
  if (typeof said === 'string') return change(said);
  return { ...said, values: said.values.map((value) => mapSaid(value, change)) };
}

/** What a sentence says in its first line: what a program printed follows in lines of its own. */
export function firstLineOf(said: Sentence): Sentence {
  if (typeof said === 'string') return said.split('\n', 1)[0] ?? '';
  return { ...said, english: said.english.split('\n', 1)[0] ?? '', values: said.values.map(firstLineOf) };
}

/** Whether something that was read is a sentence, or a plain text. */
export function isSaid(read: unknown): read is Sentence {
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
