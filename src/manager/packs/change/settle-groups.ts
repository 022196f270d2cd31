import { msg, packMessage } from '../../../contract/text/message';
import {
  groupsKeyOf,
  groupsKeyOfId,
  joinGroups,
  choiceFor,
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
}

/** The groups that were chosen for a folder. */
export async function readChosen({ groups }: Pick<PackContext, 'groups'>, folder: string): Promise<string[]> {
  return splitGroups(choiceFor(await groups.read(), folder) ?? '');
}

/** Whether one of these copies has the choice of a folder: what is enabled or disabled under the name of another one has its own. */
export function isFolderOf(copies: readonly Pick<PackCopy, 'originName'>[], folder: string): boolean {
  return copies.some(({ originName }) => groupsKeyOf(originName) === groupsKeyOf(folder));
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
 * What counts: the groups that the task names, else those that were chosen before, and that this version has. Throws `invalid-input` for one that the
 * pack does not have.
 */
export async function settleGroups(context: PackContext, question: GroupQuestion, run: PackRun): Promise<GroupChoice> {
  const { dir, folder, packName, isThere } = question;
  const wanted = run.consent?.groups ?? null;
  const chosen = wanted ?? (isThere ? await readChosen(context, folder) : []);
  const known = chosen.length === 0 ? [] : [...(await readGroupsIn(dir)).keys()];
  const gone = chosen.filter((name) => !known.includes(name));
  const [unknown] = gone;
  if (wanted !== null && unknown !== undefined) throw unknownGroup(packName, unknown, known);
  for (const name of gone)
    run.job.warn(msg`"${packMessage(packName)}" has no optional group "${name}" any more; its packages stay.`);
  const names = chosen.filter((name) => known.includes(name));
  return { names, change: changeTo(names, folder, await readProjectId(dir)) };
}
