import type { Said } from './said';

/** The form of a sentence that has values, ready to find it in a text. */
interface Form {
  english: string;
  /** What it says between its values: without that no text can be this sentence. */
  longest: string;
  weight: number;
  /** Made when it is first needed: most forms are never met. */
  pattern: RegExp | null;
}

/** A form that says less by itself would be found in texts that are none of ours; what it begins with is found less easily. */
const fewestLetters = 12;
const fewestAtFirst = 7;
const mostCharacters = 600;
const mostKept = 300;

const placePattern = /\{(\d+)\}/u;
const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
const lettersOf = (texts: readonly string[]): number => texts.join('').replaceAll(/[^A-Za-z]/gu, '').length;

function formOf(english: string): Form[] {
  const literals = english.split(placePattern).filter((_part, at) => at % 2 === 0);
  if (literals.length === 1) return [];
  const weight = lettersOf(literals);
  const [longest = ''] = literals.toSorted((one, other) => other.length - one.length);
  const says = weight >= fewestLetters || lettersOf(literals.slice(0, 1)) >= fewestAtFirst;
  return says ? [{ english, longest, weight, pattern: null }] : [];
}

/** A value that stands twice is the same both times. */
function patternOf(english: string): RegExp {
  const seen = new Set<string>();
  const parts = english.split(placePattern).map((part, at) => {
    if (at % 2 === 0) return escape(part);
    if (seen.has(part)) return String.raw`\k<v${part}>`;
    seen.add(part);
    return `(?<v${part}>.+?)`;
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

/** The values that a text gives to a form, in their order; null when it is another sentence. */
function readValues(form: Form, text: string): string[] | null {
  if (!text.includes(form.longest)) return null;
  form.pattern ??= patternOf(form.english);
  const groups = form.pattern.exec(text)?.groups;
  if (groups === undefined) return null;
  const values: string[] = [];
  for (const [name, value] of Object.entries(groups)) values[Number(name.slice(1))] = value;
  return values;
}

/** Reads a text that is a spelled-out sentence of ours back into its form and its values; null for a text from elsewhere. */
export type ReadSaid = (text: string) => Said | null;

/**
 * Makes the reader of those English forms. Where one text fits several, the form counts that says most by itself. It is for what reaches a reader as English
 * alone: notices that travel over HTTP as well, and what was written down by an older app.
 */
export function createSaidReader(english: readonly string[]): ReadSaid {
  let forms: Form[] | null = null;
  const kept = new Map<string, Said | null>();
  const read: ReadSaid = (text) => {
    forms ??= english.flatMap(formOf).sort((one, other) => other.weight - one.weight);
    for (const form of forms) {
      const values = readValues(form, text);
      if (values !== null) return { english: form.english, values };
    }
    return null;
  };
  return (text) => {
    if (text.length > mostCharacters || text.includes('\n')) return null;
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= mostKept) kept.clear();
    const said = read(text);
    kept.set(text, said);
    return said;
  };
}
