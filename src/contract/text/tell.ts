import { createSaidReader, type ReadSaid } from './read-said';
import { type Said, type Sentence, spell } from './said';

/** The sentences of the core in another language, by their English form. */
export type CoreSentences = Readonly<Record<string, string>>;

/** A full-width stop brings its own space along. */
export function withoutDoubleSpace(text: string): string {
  return text.replaceAll(/(?<=[。！？：；]) /gu, '');
}

const readers = new WeakMap<CoreSentences, ReadSaid>();

function readerOf(sentences: CoreSentences): ReadSaid {
  const known = readers.get(sentences);
  if (known !== undefined) return known;
  const reader = createSaidReader(Object.keys(sentences));
  readers.set(sentences, reader);
  return reader;
}

/** A text that is one sentence of ours, or the reason in one, in another language; null for any other. */
function tellOne(sentences: CoreSentences, text: string): string | null {
  const whole = sentences[text];
  if (whole !== undefined) return whole;
  const said = readerOf(sentences)(text);
  if (said === null) return null;
  return spell(readValues(sentences, said), (english) => sentences[english] ?? english);
}

/** The same sentence with those of its values told that are sentences of ours themselves. One word is a name, also where a language has that word. */
function readValues(sentences: CoreSentences, said: Said): Said {
  if (said.names !== undefined) return said;
  const tellValue = (value: string): string => (value.includes(' ') ? tellText(sentences, value) : value);
  const values = said.values.map((value) =>
    typeof value === 'string' ? tellValue(value) : readValues(sentences, value),
  );
  return { ...said, values };
}

/** A text of several sentences, each of ours in another language. A sentence may have the end of another in it, so the longest that is known counts. */
function tellText(sentences: CoreSentences, text: string): string {
  const parts = text.split(/(?<=[.!?]) (?=\S)/u);
  for (let count = parts.length; count > 0; count -= 1) {
    const told = tellOne(sentences, parts.slice(0, count).join(' '));
    if (told === null) continue;
    const rest = parts.slice(count).join(' ');
    return rest === '' ? told : `${told} ${tellText(sentences, rest)}`;
  }
  const [first = '', ...others] = parts;
  return others.length === 0 ? text : `${first} ${tellText(sentences, others.join(' '))}`;
}

/**
 * A sentence of the core in another language; what has no translation is in English. A plain text is read for sentences of ours, as notices and what an
 * older app has written down are; one from elsewhere is told as it came.
 *
 * @param titleOf What a pack is called that a sentence names.
 */
export function tellIn(sentences: CoreSentences, said: Sentence, titleOf?: (name: string) => string): string {
  if (typeof said === 'string' && Object.keys(sentences).length === 0) return said;
  const told =
    typeof said === 'string'
      ? tellText(sentences, said)
      : spell(readValues(sentences, said), (english) => sentences[english] ?? english, titleOf);
  return withoutDoubleSpace(told);
}
