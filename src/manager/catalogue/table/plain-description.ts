const link = /\[a\/([^\]]*)\]\(([^)\s]*)\)/giu;
const notice = /\[[wi]\/([^\]]*)\]/giu;
const bold = /\*\*([^*]+)\*\*/gu;
const white = /%%([^%]+)%%/gu;
const markdownLink = /\[([^\]]+)\]\((https?:[^)\s]*)\)/giu;
const tag = /<\/?[a-z][^>]*>/giu;

/**
 * The words of a catalogue description without its light markup (operations.md 6.7, point 8): links keep their text,
 * notices their sentence, line breaks become spaces.
 */
export function toPlainDescription(description: string): string {
  return description
    .replace(link, '$1')
    .replace(markdownLink, '$1')
    .replace(notice, '$1')
    .replace(bold, '$1')
    .replace(white, '$1')
    .replace(tag, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
