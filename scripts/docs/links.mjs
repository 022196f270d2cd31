// Places inside of pages that a link in Markdown names: each is a heading of that page. Whether the page itself is there, scripts/named-documents.mjs says.
import { dirname, join, normalize } from 'node:path';

const withoutCode = (page) => page.replaceAll(/^( *)```.*?^ *```$/gms, '').replaceAll(/`[^`\n]*`/g, '');

/** The place that GitHub gives a heading: small letters, blanks as dashes, nothing but letters, digits, dashes and underlines. */
export function slugOf(heading) {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/** All places of a page; the second of two equal headings is counted, as GitHub counts it. */
export function listPlaces(page) {
  const seen = new Map();
  const headings = page.replaceAll(/^( *)```.*?^ *```$/gms, '').matchAll(/^#{1,6} +(.+?) *#*$/gm);
  return [...headings].map(([, heading]) => {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

/** Links of a page that lead to a place, as `{file, place}` from the top of the repository. */
function listPlaceLinks(file, page) {
  const links = withoutCode(page).matchAll(/\]\(([^)\s]*)#([^)\s]+)\)/g);
  return [...links]
    .filter(([, target]) => !/^[a-z]+:/i.test(target))
    .map(([, target, place]) => ({ file: target === '' ? file : normalize(join(dirname(file), target)), place }));
}

/** Complaints about links to places that are not there. @param {Map<string, string>} pages texts by their path from the top */
export function findLostPlaces(pages) {
  const lost = [];
  let seen = 0;
  for (const [file, page] of pages) {
    for (const link of listPlaceLinks(file, page)) {
      seen += 1;
      const target = pages.get(link.file.replaceAll('\\', '/'));
      if (target === undefined) continue;
      if (!listPlaces(target).includes(decodeURIComponent(link.place))) {
        lost.push(`${file} leads to ${link.file}#${link.place}, which has no such heading`);
      }
    }
  }
  return { seen, problems: lost };
}
