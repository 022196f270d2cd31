import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Throws when nothing may be written below a folder now. */
type Proof = () => Promise<void>;

/** By folder, the newest first: as often as somebody works in it. */
const roots = new Map<string, readonly Proof[]>();

function isBelow(root: string, target: string): boolean {
  const path = relative(root, target);
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path));
}

/**
 * From now on this is asked before something is written below the folder: whether it is still the same one, say, and still ours. It must write nothing there
 * by the functions that ask. Answers with what ends that.
 */
export function keepRoot(folder: string, prove: Proof): () => void {
  const root = resolve(folder);
  roots.set(root, [prove, ...(roots.get(root) ?? [])]);
  return () => {
    const remaining = (roots.get(root) ?? []).filter((one) => one !== prove);
    if (remaining.length === 0) roots.delete(root);
    else roots.set(root, remaining);
  };
}

/** Throws what the proofs of the kept folders around this place throw. */
export async function proveRootOf(place: string): Promise<void> {
  const target = resolve(place);
  for (const [root, proofs] of roots) {
    if (!isBelow(root, target)) continue;
    for (const prove of proofs) await prove();
  }
}
