// The list has links with a blank before the address, and with whole sentences in its place.
const link = /\[a\/([^\]]*)\] ?\([^)]*\)/g;
const markdownLink = /\[([^\][]+)\]\(https?:[^)\s]*\)/g;
const note = /\[[wi]\/((?:[^[\]]|\[[^\]]*\])*)\]/g;
const emphasis = /\*\*([^*]+)\*\*/g;
const white = /%%([^%]*)%%/g;

/**
 * A description of the channel list without its light markup (docs/reference/on-disk.md 23): `[a/text](url)`, `[w/warning]`, `[i/information]`,
 * `**bold**`, `%%white%%`. Links inside a warning go first, so that the warning's own bracket is the one that is left.
 */
export function plainText(text: string): string {
  if (!/[[*%]/.test(text)) return text.trim();
  return text
    .replace(link, '$1')
    .replace(markdownLink, '$1')
    .replace(note, ' $1')
    .replace(emphasis, '$1')
    .replace(white, '$1')
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim();
}

const tag = /<\/?[a-z][^>]*>/giu;

/** The same on one line and without tags, as rows show it: line breaks become spaces. */
export function toPlainDescription(description: string): string {
  return plainText(description).replace(tag, ' ').replace(/\s+/gu, ' ').trim();
}
