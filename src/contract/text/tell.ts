import { type Sentence, spell } from './said';

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
export function tellIn(sentences: CoreSentences, said: Sentence, titleOf?: (name: string) => string): string {
  const translate = (english: string): string => sentences[english] ?? english;
  return typeof said === 'string' ? translate(said) : withoutDoubleSpace(spell(said, translate, titleOf));
}
