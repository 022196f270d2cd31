import { say, sayPack } from '../../../contract/text/said';
import {
  groupsKeyOf,
  joinGroups,
  readGroupsIn,
  splitGroups,
  unknownGroup,
} from '../../python/requirements/optional-groups';
import type { OriginChange } from '../inventory/origins';
import type { PackContext, PackRun } from './pack-run';

/** The optional groups that count for a pack, and what is written down of them with its change. */
export interface GroupChoice {
  names: readonly string[];
  change: OriginChange;
}

interface GroupQuestion {
  /** Where the pack lies now, maybe in staging. */
  dir: string;
  /** The folder that it is called by. */
  folder: string;
  packName: string;
  /** Whether it was there before: else nothing was chosen for it, whatever an earlier one of that name had. */
  isThere: boolean;
}

/** The groups that were chosen for a folder. */
export async function readChosen({ groups }: Pick<PackContext, 'groups'>, folder: string): Promise<string[]> {
  return splitGroups((await groups.read()).get(groupsKeyOf(folder)) ?? '');
}

/**
 * What counts: the groups that the task names, else those that were chosen before and that this version still has. Throws `invalid-input` for one that the
 * pack does not have.
 */
export async function settleGroups(context: PackContext, asked: GroupQuestion, run: PackRun): Promise<GroupChoice> {
  const { dir, folder, packName, isThere } = asked;
  const wanted = run.consent?.groups ?? null;
  const chosen = wanted ?? (isThere ? await readChosen(context, folder) : []);
  const known = chosen.length === 0 ? [] : [...(await readGroupsIn(dir)).keys()];
  const gone = chosen.filter((name) => !known.includes(name));
  const [unknown] = gone;
  if (wanted !== null && unknown !== undefined) throw unknownGroup(packName, unknown, known);
  for (const name of gone)
    run.job.warn(say`"${sayPack(packName)}" has no optional group "${name}" any more; its packages stay.`);
  const names = chosen.filter((name) => known.includes(name));
  const key = groupsKeyOf(folder);
  return { names, change: names.length === 0 ? { forget: [key] } : { remember: [[key, joinGroups(names)]] } };
}
