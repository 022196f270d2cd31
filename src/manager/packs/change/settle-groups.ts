import { say, sayPack } from '../../../contract/text/said';
import {
  groupsKeyOf,
  groupsKeyOfId,
  joinGroups,
  keptFor,
  readGroupsIn,
  readProjectId,
  splitGroups,
  unknownGroup,
} from '../../python/requirements/optional-groups';
import type { PackCopy } from '../inventory/inventory';
import type { OriginChange } from '../inventory/origins';
import type { PackContext, PackRun } from './pack-run';

/** The optional groups that count for a pack, and what is written down of them with its change. */
export interface GroupChoice {
  names: readonly string[];
  change: OriginChange;
}

/** For which pack groups are settled. */
export interface GroupQuestion {
  /** Where the pack lies now, maybe in staging. */
  dir: string;
  /** What its folder is called when it is enabled: by that its choice is kept. */
  folder: string;
  packName: string;
  /** Whether it was there before: else nothing was chosen for it, whatever an earlier one of that name had. */
  isThere: boolean;
  /** What a snapshot recorded, as far as this version still has it; null, or nothing: it says nothing of them. */
  recorded?: readonly string[] | null | undefined;
}

/** The groups that were chosen for a folder. */
export async function readChosen({ groups }: Pick<PackContext, 'groups'>, folder: string): Promise<string[]> {
  return splitGroups(keptFor(await groups.read(), folder) ?? '');
}

/** Whether one of these copies has the choice of a folder: what is enabled or disabled under the name of another one has its own. */
export function isFolderOf(copies: readonly Pick<PackCopy, 'originName'>[], folder: string): boolean {
  return copies.some(({ originName }) => groupsKeyOf(originName) === groupsKeyOf(folder));
}

/** Makes the reader of every choice; what it answers is the same object as long as nothing changed. */
export function keepChosen({ groups }: Pick<PackContext, 'groups'>): () => Promise<ReadonlyMap<string, string>> {
  let last: ReadonlyMap<string, string> = new Map();
  return async () => {
    const now = await groups.read();
    const isSame = now.size === last.size && [...now].every(([key, names]) => last.get(key) === names);
    if (!isSame) last = now;
    return last;
  };
}

function warnOfGone(
  { packName, gone, isRecorded }: { packName: string; gone: readonly string[]; isRecorded: boolean },
  run: PackRun,
): void {
  for (const name of gone)
    run.job.warn(
      isRecorded
        ? say`"${sayPack(packName)}" has no optional group "${name}" in this version, so it was left out.`
        : say`"${sayPack(packName)}" has no optional group "${name}" any more; its packages stay.`,
    );
}

/** What is wished for: by the task, by a snapshot, or as it was chosen before. */
async function wishedGroups(
  context: PackContext,
  { folder, isThere, recorded = null }: Omit<GroupQuestion, 'dir' | 'packName'>,
  wanted: readonly string[] | null,
): Promise<readonly string[]> {
  return wanted ?? recorded ?? (isThere ? await readChosen(context, folder) : []);
}

/** What is written down: under the folder, and under the id of the pack where its folder is called otherwise. */
function changeTo(names: readonly string[], folder: string, id: string | null): OriginChange {
  const key = groupsKeyOf(folder);
  // What was kept under the id counts for a folder of that name too, so it goes with the choice that is made for this one.
  const keyOfId = id === null ? [] : [groupsKeyOfId(id)];
  if (names.length === 0) return { forget: [key, ...keyOfId] };
  const isOther = id !== null && groupsKeyOf(id) !== key;
  const keys = [key, ...(isOther ? keyOfId : [])];
  return { forget: isOther ? [] : keyOfId, remember: keys.map((one) => [one, joinGroups(names)] as const) };
}

/**
 * What counts: the groups that the task names, else those that a snapshot recorded or that were chosen before, and that this version has. Throws `invalid-input` for one that the
 * pack does not have.
 */
export async function settleGroups(context: PackContext, asked: GroupQuestion, run: PackRun): Promise<GroupChoice> {
  const { dir, folder, packName, recorded = null } = asked;
  const wanted = run.consent?.groups ?? null;
  const chosen = await wishedGroups(context, asked, wanted);
  const known = chosen.length === 0 ? [] : [...(await readGroupsIn(dir)).keys()];
  const gone = chosen.filter((name) => !known.includes(name));
  const [unknown] = gone;
  if (wanted !== null && unknown !== undefined) throw unknownGroup(packName, unknown, known);
  warnOfGone({ packName, gone, isRecorded: wanted === null && recorded !== null }, run);
  const names = chosen.filter((name) => known.includes(name));
  return { names, change: changeTo(names, folder, await readProjectId(dir)) };
}
