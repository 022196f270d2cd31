import { dirname, join } from 'node:path';
import { listNames } from '../../../base/files/files';
import type { PackCopy } from '../inventory/inventory';
import type { Move } from './swap-moves';
import { versionSuffix } from '../inventory/versions';

/** The name a copy gets below `.disabled` (docs/reference/on-disk.md 3). */
export function disabledName(copy: Pick<PackCopy, 'source' | 'registryId' | 'version' | 'originName'>): string {
  if (copy.registryId === null) return copy.originName;
  if (copy.source === 'registry') return `${copy.registryId}@${versionSuffix(copy.version)}`;
  return copy.source === 'git' ? `${copy.registryId}@nightly` : copy.originName;
}

/** The first of `name`, `name_2`, `name_3`, ... that is not taken, letter case ignored: nothing is ever moved into something (beats W9). */
export function freeName(name: string, taken: readonly string[]): string {
  const folded = new Set(taken.map((one) => one.toLowerCase()));
  let candidate = name;
  for (let count = 2; folded.has(candidate.toLowerCase()); count += 1) candidate = `${name}_${count}`;
  return candidate;
}

/** The move that disables an enabled copy. Files and links stay in their folder under `<name>.disabled`, so that relative links stay right. */
export async function planDisable(copy: PackCopy, disabledDir: string): Promise<{ move: Move; name: string }> {
  if (copy.source === 'file' || copy.isLink) {
    const folder = dirname(copy.dir);
    const taken = await listNames(folder);
    // The suffix must come last to be recognised, so a taken name grows before it.
    const bare = freeName(`${copy.name}.disabled`, taken) === `${copy.name}.disabled` ? copy.name : `${copy.name}_2`;
    const name = `${bare}.disabled`;
    return { name, move: { from: copy.dir, to: join(folder, name) } };
  }
  const name = freeName(disabledName(copy), await listNames(disabledDir));
  return { name, move: { from: copy.dir, to: join(disabledDir, name) } };
}
