/** Elements that a parser opens once more in every block after the one they were left open in (HTML, 13.2.4.3). */
const formatting = new Set([
  ...['a', 'b', 'big', 'code', 'em', 'font', 'i', 'nobr', 's', 'small', 'strike', 'strong', 'tt', 'u'],
]);

/** Elements that are never open, or that the next one of their kind closes. */
const closesItself = new Set([
  ...['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr'],
  ...['p', 'li', 'dt', 'dd', 'td', 'th', 'tr', 'thead', 'tbody', 'tfoot', 'option', 'rp', 'rt'],
]);

/** Real readmes are ten or fifteen deep; what shows them calls itself for every level. */
const maxDepth = 100;
/** Elements that are opened once more, all in all: those of real readmes are dozens. */
const maxReopened = 20_000;

const marker = String.raw`>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])`;
const quotesAndLists = new RegExp(`^(?:[ \\t]*(?:${marker})){${String(maxDepth)},}`, 'mu');

/**
 * Whether a text is made to be costly, not to be read: nested more deeply than anything is, or with so many elements left open that
 * their copies in later blocks, a product of two numbers, would fill the memory.
 */
export function isTangled(text: string): boolean {
  if (quotesAndLists.test(text)) return true;
  let depth = 0;
  let left = 0;
  let reopened = 0;
  for (const [, slash, name = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)/giu)) {
    const tag = name.toLowerCase();
    const step = slash === '/' ? -1 : 1;
    if (formatting.has(tag)) left = Math.max(0, left + step);
    else reopened += left;
    if (!closesItself.has(tag)) depth = Math.max(0, depth + step);
    if (depth > maxDepth || reopened > maxReopened) return true;
  }
  return false;
}
