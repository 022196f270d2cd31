import { AppError } from '../../contract/errors';
import { say, sayAll, spell } from '../../contract/text/said';
import type { Installation } from '../../contract/installation';
import type { JobContext } from '../../base/async/job';
import { readSides, type PackRequirements } from './askers';
import { lookAtNoFiles } from './packages/distribution-files';
import { describeChange, type PackageChange } from './packages/package-change';
import { readDistributions, versionsOf } from './packages/packages';
import { listBroken, type BrokenNeed } from './requirements/broken-needs';
import { comfyRequirementFiles } from './requirements/needed-packages';
import type { ChosenGroups } from './requirements/optional-groups';
import type { MarkerValues } from './requirements/markers';
import type { RequirementPlan } from './requirements/requirement-plan';
import type { RequirementText } from './requirements/requirement-text';

/** More sentences than these are told as a number; the log has them all. */
const mostSentences = 8;

/** Where those are read who did not ask for a change. */
export interface OthersContext {
  installation: Pick<Installation, 'comfyDir' | 'customNodesDir'>;
  sitePackagesDirs: readonly string[];
  markers: MarkerValues;
  planTexts: (texts: readonly RequirementText[]) => RequirementPlan;
  chosenGroups: ChosenGroups;
}

/** Who does not count any more. */
export interface Leaving {
  /** Folders of loaded packs that are replaced or go. */
  dirs: readonly string[];
  /** Lines of what was replaced in its own folder, as ComfyUI is. */
  former: readonly RequirementText[];
}

/** Everybody stays. */
export const nobodyLeaves: Leaving = { dirs: [], former: [] };

/** What the packages lack now for enabled packs, ComfyUI and each other, and did not before; reads nothing more when nothing changed. */
export async function findBroken(
  before: ReadonlyMap<string, string>,
  { dirs, former }: Leaving,
  context: OthersContext,
): Promise<BrokenNeed[]> {
  const distributions = await readDistributions(context.sitePackagesDirs);
  const change: PackageChange = { before, after: versionsOf(distributions) };
  if (describeChange(change).length === 0) return [];
  const { installation, markers, planTexts, chosenGroups } = context;
  const sides = await readSides({ installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups }, dirs);
  const askersOf = (packs: readonly PackRequirements[]) =>
    packs.map(({ name, plan: { wanted } }) => ({ name, lines: wanted }));
  const installed = { distributions, markers, findDamage: lookAtNoFiles };
  const replaced = former.length === 0 ? [] : [{ name: 'ComfyUI', lines: planTexts(former).wanted }];
  const unloaded = [...askersOf(sides.unloaded), ...replaced];
  return listBroken(change, installed, { loaded: askersOf(sides.loaded), unloaded });
}

/** Warns of everything that was found. */
export function warnOfAll(broken: readonly BrokenNeed[], job: JobContext): void {
  const sentences = broken.map(({ sentence }) => sentence);
  for (const sentence of sentences.slice(0, mostSentences)) job.warn(sentence);
  const more = sentences.slice(mostSentences);
  for (const sentence of more) job.log(spell(sentence));
  if (more.length > 0) job.warn(say`${more.length} more requirements are not met now; the log of the task names them.`);
}

/** Fails a change that took something away from others; what it brought, what lacks something itself and what only disabled packs want is warned of. Throws `requirements-conflict`. */
export function refuseBroken(broken: readonly BrokenNeed[], job: JobContext): void {
  warnOfAll(
    broken.filter(({ isTaken }) => !isTaken),
    job,
  );
  const taken = broken.filter(({ isTaken }) => isTaken);
  if (taken.length === 0) return;
  for (const { sentence } of taken) job.log(spell(sentence));
  const told = taken.slice(0, mostSentences).map(({ sentence }) => sentence);
  throw new AppError('requirements-conflict', say`This would take packages away from others: ${sayAll(told)}`, {
    remedy: say`Nothing was changed. Disable who asks for them, or do without this change.`,
    details: { broken: taken.map(({ by, name }) => ({ by, name })) },
  });
}
