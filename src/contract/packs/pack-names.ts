import { findFileNameProblem } from '../file-names';

/** Names compare folded, addresses without their `.git` and closing slash. */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\/+$/u, '')
    .replace(/\.git$/u, '');
}

/** What an address would decode to a dot, a slash, a backslash or the end of a text. */
const encodedPath = /%(?:2e|2f|5c|00)/i;
/** Folders beside the packs that ComfyUI and other managers never take for one. */
const notPacks = new Set(['__pycache__']);

/**
 * Why a text cannot be the folder of a pack below `custom_nodes`, and so neither the id nor the repository's name it is called by; null
 * when it can. Whoever says it, a person, a registry, a repository or a pack itself, is held to this one rule. Continues "it ...".
 */
export function findPackNameProblem(name: string): string | null {
  if (name.length > 200) return 'is too long';
  if (encodedPath.test(name)) return 'has a part of a path in it';
  if (name.startsWith('.')) return 'begins with a dot';
  if (/\.disabled$/i.test(name) || notPacks.has(name.toLowerCase()))
    return 'is a name that managers keep for themselves';
  return findFileNameProblem(name);
}
