/** Names compare folded, addresses without their `.git` and closing slash. */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\/+$/u, '')
    .replace(/\.git$/u, '');
}

/** A number for a folded name, 32 bits (FNV-1a over its UTF-16 units); two names may share one. */
export function hashName(folded: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < folded.length; at += 1) hash = Math.imul(hash ^ folded.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
