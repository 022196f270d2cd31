import { type Sentence, formatMessage } from './message';

/** The sentences of the core in another language, by their English form. */
export type CoreSentences = Readonly<Record<string, string>>;

/** A full-width stop brings its own space along. */
export function withoutDoubleSpace(text: string): string {
  return text.replaceAll(/(?<=[。！？：；]) /gu, '');
}

/**
 * A sentence of the core in another language; what has no translation is in English. A plain text is told as it came, unless it is a whole sentence of ours.
 *
 * @param titleOf What a pack is called that a sentence names.
 */
export function translateSentence(
  sentences: CoreSentences,
  sentence: Sentence,
  titleOf?: (name: string) => string,
): string {
  const translate = (english: string): string => sentences[english] ?? english;
  return typeof sentence === 'string'
    ? translate(sentence)
    : withoutDoubleSpace(formatMessage(sentence, translate, titleOf));
}
