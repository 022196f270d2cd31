import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { listNames, resolveInside } from './files';
import { movePath, removeInside } from './move-files';

/** What is being deleted has such a name: nothing refers to it any more, and no one takes the half that a kill leaves of it for a whole. */
const goingName = '.going-';
/** What this process deletes just now. */
const underWay = new Set<string>();

/** Whether something has the name of what is being deleted. */
export function isGoing(name: string): boolean {
  return name.startsWith(goingName);
}

async function removeGoing(root: string, name: string): Promise<void> {
  const place = join(root, name);
  if (underWay.has(place)) return;
  underWay.add(place);
  try {
    await removeInside(root, name);
  } finally {
    underWay.delete(place);
  }
}

/**
 * Renames what lies below `root` out of sight, beside what is directly in there; the path is proven to lie inside first. Answers with what deletes it,
 * which may take long.
 */
export async function renameToRemove(root: string, name: string): Promise<() => Promise<void>> {
  const place = await resolveInside(root, name);
  const going = `${goingName}${randomUUID()}`;
  await movePath(place, join(root, going));
  return () => removeGoing(root, going);
}

/** Removes a file or a folder below `root` as `removeInside` does, by a rename first: to everybody else it is whole, or gone. */
export async function removeByRename(root: string, name: string): Promise<void> {
  await (
    await renameToRemove(root, name)
  )();
}

/** Removes what a kill left of deletions in a folder. What cannot be removed stays for the next time. */
export async function removeWhatWasGoing(root: string): Promise<void> {
  for (const name of (await listNames(root)).filter(isGoing)) await removeGoing(root, name).catch(() => undefined);
}
