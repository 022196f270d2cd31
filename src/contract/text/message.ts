/**
 * A sentence for people, kept so that a window can say it in its own language: the English form with `{0}`, `{1}` where values stand, and the values.
 * The English form is the key of its translations (`src/contract/text/sentences/`), as in gettext: who writes an error writes one sentence, where it happens.
 */
export interface Message {
  readonly english: string;
  /** A name, a path or a number as it is shown, or a part of the sentence that is said in the same language. */
  readonly values: readonly (string | Message)[];
  /** Its one value is what files and programs call a pack: a window that knows the title of that pack says the title. */
  readonly names?: 'pack';
}

export type MessageValue = string | number | Message;

/** A sentence in parts, or a text that came from elsewhere (git, a host, an older app) and is told as it came. */
export type Sentence = string | Message;

/**
 * Composes a sentence: msg`Port ${port} cannot be used: ${reason}.` The values stay apart, so it can be said in every language.
 *
 * @param values What stands in the sentence; a part that has words of its own is said as well.
 */
export function msg(parts: TemplateStringsArray, ...values: readonly MessageValue[]): Message {
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
export function packMessage(name: string): Message {
  const message = { english: '{0}', values: [name] };
  return name === comfyui ? message : { ...message, names: 'pack' };
}

/** The English form of every sentence of a list, one after the other: what happened, and what else has to be said of it. What is empty is left out. */
export function joinMessages(sentences: readonly Sentence[]): Message {
  const values = sentences.filter((sentence) => sentence !== '');
  return { english: values.map((_sentence, at) => `{${at}}`).join(' '), values };
}

/**
 * Spells a sentence out.
 *
 * @param translate The form of a sentence in the language of the reader; left out: English.
 * @param titleOf What a pack is called where it is read; left out: as programs call it.
 */
export function formatMessage(
  message: string | Message,
  translate: (english: string) => string = (english) => english,
  titleOf: (name: string) => string = (name) => name,
): string {
  if (typeof message === 'string') return message;
  const [only] = message.values;
  if (message.names === 'pack' && typeof only === 'string') return titleOf(only);
  const formatValue = (match: string, place: string): string => {
    const value = message.values[Number(place)];
    return value === undefined ? match : formatMessage(value, translate, titleOf);
  };
  return translate(message.english).replace(/\{(\d+)\}/g, formatValue);
}

/**
 * The same sentence with every text in it changed: paths shortened, say. The words of the sentence itself stay, so that it keeps its translations.
 *
 * @param change What is done with a text that came from elsewhere, or with a value.
 */
export function mapMessage(message: Sentence, change: (text: string) => string): Sentence {
  if (typeof message === 'string') return change(message);
  return { ...message, values: message.values.map((value) => mapMessage(value, change)) };
}

/** What a sentence says in its first line: what a program printed follows in lines of its own. */
export function firstLineOf(message: Sentence): Sentence {
  if (typeof message === 'string') return message.split('\n', 1)[0] ?? '';
  return { ...message, english: message.english.split('\n', 1)[0] ?? '', values: message.values.map(firstLineOf) };
}

/** Whether something that was read is a sentence, or a plain text. */
export function isSentence(read: unknown): read is Sentence {
  if (typeof read === 'string') return true;
  if (typeof read !== 'object' || read === null || !('english' in read) || !('values' in read)) return false;
  return typeof read.english === 'string' && Array.isArray(read.values) && read.values.every(isSentence);
}

/** The sentences of an error with their values apart, for a window in another language. Text that came from elsewhere is as it came. */
export interface ErrorWords {
  readonly message: string | Message;
  readonly remedy?: string | Message | undefined;
  readonly shortCause?: Sentence | undefined;
}

/** Why something failed, as short as it is known: what a list shows, where the subject stands beside it. */
export function causeOf({ message, shortCause }: ErrorWords): Sentence {
  return shortCause ?? firstLineOf(message);
}

/** The sentences that travel in a body beside those in English (`words`); undefined where there are none. An app of another version may have written them. */
export function wordsOf(body: object): ErrorWords | undefined {
  const words = 'words' in body ? body.words : undefined;
  if (typeof words !== 'object' || words === null || !('message' in words) || !isSentence(words.message))
    return undefined;
  const remedy = 'remedy' in words && isSentence(words.remedy) ? words.remedy : undefined;
  const shortCause = 'shortCause' in words && isSentence(words.shortCause) ? words.shortCause : undefined;
  return { message: words.message, remedy, shortCause };
}
