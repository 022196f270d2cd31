import { createHash } from 'node:crypto';
import { PackRef, VersionRef } from '../../../contract/packs/pack-ref';
import { type LocalPack } from '../../../contract/packs/local-packs';
import type { TaskOf } from '../../../contract/tasks/tasks';
import { isProtected } from '../change/pack-run';

const maxIdLength = 200;

/** The reference's word for the version of a pack: its number, `nightly` for a clone the registry knows, else `unknown` (docs/reference/on-the-wire.md 2). */
function versionOf(pack: LocalPack): string {
  if (pack.source === 'git') return pack.registryId === null ? 'unknown' : 'nightly';
  return VersionRef.safeParse(pack.version).success ? pack.version : 'unknown';
}

/** A name for the update task. The key comes first: it means this one folder, also where two folders have one registry id. */
function refOf(pack: LocalPack): string | null {
  return [pack.key, pack.registryId, pack.name].find((name) => PackRef.safeParse(name).success) ?? null;
}

/** Cuts an id that is too long, or holds what an id cannot, so that it stays its own: the hash speaks for what was cut. */
function fitId(id: string): string {
  if (id.length <= maxIdLength && !/\p{Cc}/u.test(id)) return id;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12);
  const start = id.replace(/\p{Cc}/gu, ' ').slice(0, maxIdLength - hash.length - 1);
  // Half of a surrogate pair is no text.
  return `${start.replace(/[\uD800-\uDBFF]$/, '')}~${hash}`;
}

function claimId(wanted: string, taken: Set<string>): string {
  let id = fitId(wanted);
  for (let count = 2; taken.has(id); count += 1) id = fitId(`${wanted}_${count}`);
  taken.add(id);
  return id;
}

/**
 * One `update` task per enabled registry pack or clone, ids `<ui_id>_<registry id or folder name>` (decision 25), each id once and no longer
 * than an id may be. Plain folders, files, disabled packs, packs that a person holds and ComfyUI-Manager itself are left out. Pure.
 */
export function planUpdateAll(
  packs: readonly LocalPack[],
  input: { ui_id: string; client_id: string },
): TaskOf<'update'>[] {
  const taken = new Set<string>();
  return packs.flatMap((pack): TaskOf<'update'>[] => {
    const name = refOf(pack);
    const isUpdatable =
      pack.enabled && pack.hold === undefined && (pack.source === 'registry' || pack.source === 'git');
    if (!isUpdatable || name === null || isProtected([pack.key, pack.name, pack.registryId])) return [];
    const ui_id = claimId(`${input.ui_id}_${pack.registryId ?? pack.name}`, taken);
    const params = { node_name: name, node_ver: versionOf(pack) };
    return [{ ui_id, client_id: input.client_id, kind: 'update', params }];
  });
}
