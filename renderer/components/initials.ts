const prefix = /^[Cc]omfy(?:[-_ ]?(?:UI|ui|Ui))?(?:'s)?(?![a-z])[-_ :]*/u;
const suffix = /[-_ ]*(?:for[-_ ])?(?:comfy[-_ ]?ui)$/iu;

/** Where a word begins inside of another, and what stands between words. */
interface WordForms {
  inner: RegExp;
  between: RegExp;
}

// The forms for all scripts take the engine longer to prepare than twenty titles need; most titles are ASCII.
const asciiForms: WordForms = { inner: /([a-z\d])([A-Z])/gu, between: /[^A-Za-z\d]+/u };
const allForms: WordForms = { inner: /([\p{Ll}\d])(\p{Lu})/gu, between: /[^\p{L}\p{N}]+/u };

function splitWords(title: string): string[] {
  const { inner, between } = /^[\0-\x7f]*$/u.test(title) ? asciiForms : allForms;
  return title
    .replace(inner, '$1 $2')
    .split(between)
    .filter((word) => word !== '');
}

function takeLetters(word: string, count: number): string {
  return Array.from(word).slice(0, count).join('');
}

/** One or two letters for a pack; the `ComfyUI-` that so many titles begin with says nothing and is left out. */
export function initialsOf(title: string): string {
  const bare = title.replace(prefix, '').replace(suffix, '');
  const words = splitWords(bare);
  const [first = '', second = ''] = words.length > 0 ? words : splitWords(title);
  return (second === '' ? takeLetters(first, 2) : takeLetters(first, 1) + takeLetters(second, 1)).toUpperCase();
}

/** A hue from 0 to 359, the same for the same id. */
export function hueOf(id: string): number {
  let hash = 2166136261;
  for (const char of id.toLowerCase()) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % 360;
}
