import { resolveLink } from '../../components/markdown/markdown-links';

/** More are nobody's gallery. */
const mostPictures = 24;

// Each with a width: what never ends is looked through from every beginning.
const inMarkdown = /!\[[^\]]{0,300}\]\(\s{0,9}<?([^)\s>]+)/gu;
const inHtml = /<img\b[^>]{0,500}?\bsrc\s{0,9}=\s{0,9}["']?([^"'\s>]+)/giu;

/** Signs that tell the state of a build, and drawings that the window does not load. */
const noPicture = /shields\.io|badge|\.svg(?:$|[?#])|actions\/workflows|star-history/iu;

/** The pictures of a readme, in their order, by whole addresses; each once. */
export function findPictures(text: string, linkBase: string | null): string[] {
  const found = [...text.matchAll(inMarkdown), ...text.matchAll(inHtml)].toSorted((a, b) => a.index - b.index);
  const addresses = found.map(([, url = '']) => resolveLink(url, linkBase));
  return [...new Set(addresses)].filter((url) => /^https?:/u.test(url) && !noPicture.test(url)).slice(0, mostPictures);
}
