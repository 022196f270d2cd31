import type { PackRecord } from '../../state/packs/pack-record';

/**
 * Which node classes of a pack other packs on disk bring as well, with their titles: ComfyUI keeps the one that it imports last. Packs that are disabled
 * bring none.
 */
export function findCollisions(
  { key, nodeClasses }: Pick<PackRecord, 'key' | 'nodeClasses'>,
  onDisk: readonly PackRecord[],
): ReadonlyMap<string, readonly string[]> {
  const own = new Set(nodeClasses);
  const collisions = new Map<string, string[]>();
  for (const other of onDisk) {
    if (other.key === key || other.local?.enabled !== true) continue;
    for (const name of other.nodeClasses) {
      if (own.has(name)) collisions.set(name, [...(collisions.get(name) ?? []), other.title]);
    }
  }
  return collisions;
}
