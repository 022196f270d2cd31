import type { Sentence } from '../../src/contract/text/message';
import { type CoreSentences, translateSentence } from '../../src/contract/text/translate';
import { titleOfPack } from './pack-titles';

type Read = () => Promise<{ default: CoreSentences }>;

/** What the core says, in each language beside English. Read when it is wanted: who speaks English never loads one. */
const readers = new Map<string, Read>([
  ['de', () => import('../../src/contract/text/sentences/de.json')],
  ['zh-CN', () => import('../../src/contract/text/sentences/zh-CN.json')],
]);

let sentences: CoreSentences = {};
/** The language asked for last: a file that arrives late must not undo a later choice. */
let requestedLanguage = 'en';

/** From now on what the core says is told in this language; until its file is read, and in one without a file, in English. */
export async function loadCoreSentences(language: string): Promise<void> {
  requestedLanguage = language;
  const read = readers.get(language);
  const found = read === undefined ? {} : (await read()).default;
  if (requestedLanguage === language) sentences = found;
}

/** A sentence of the core in the language of the shell, with the titles of the packs that it names. */
export function formatSentence(sentence: Sentence): string {
  return translateSentence(sentences, sentence, titleOfPack);
}
