/** The anchor that pages of repositories give a heading. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/gu, '-');
}

/** The anchor that `#anchor` names; one that is no valid encoding, as it stands. */
export function readAnchor(link: string): string {
  const anchor = link.slice(1);
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}

/**
 * Where a link of a text leads: an http address, relative ones counted from `base`, or `#anchor`; empty for everything a browser should
 * not be asked to open (`javascript:`, `data:`, `file:`, mail addresses), and for relative links that count from nothing.
 */
export function resolveLink(url: string, base: string | null): string {
  if (url.startsWith('#')) return url;
  const target = base === null ? url : fromRoot(url, base);
  if (!URL.canParse(target, base ?? undefined)) return '';
  const resolved = new URL(target, base ?? undefined);
  return ['http:', 'https:'].includes(resolved.protocol) ? resolved.href : '';
}

/** `/docs/x.md` in a readme means the root of the repository, not of its host. */
function fromRoot(url: string, base: string): string {
  return /^\/(?!\/)/u.test(url) ? `${base}${url.slice(1)}` : url;
}
