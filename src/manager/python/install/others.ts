import { AppError } from '../../../contract/errors';
import { msg, joinMessages, formatMessage } from '../../../contract/text/message';
import type { JobContext } from '../../../base/async/job';
import { readSides, type PackRequirements } from '../requirements/askers';
import { checkNoFiles } from '../packages/distribution-files';
import { describeChange, type PackageChange } from '../packages/package-change';
import type { PackageDifference } from '../packages/package-difference';
import { versionsOf } from '../packages/packages';
import type { SolveContext } from '../plan/question';
import { listBroken, type BrokenNeed } from '../requirements/broken-needs';
import { comfyRequirementFiles } from '../requirements/needed-packages';
import type { RequirementText } from '../requirements/requirement-text';

/** More sentences than these are told as a number; the log has them all. */
const mostSentences = 8;

/** What is there, and where those are read who did not ask for a change. */
type OthersContext = Pick<SolveContext, 'installation' | 'distributions' | 'markers' | 'planTexts' | 'chosenGroups'>;

/** Who does not count any more. */
interface Leaving {
  /** Folders of loaded packs that are replaced or go. */
  dirs: readonly string[];
  /** Lines of what was replaced in its own folder, as ComfyUI is. */
  former: readonly RequirementText[];
}

/** Everybody stays. */
const nobodyLeaves: Leaving = { dirs: [], former: [] };

/** What a change has left unmet for enabled packs, ComfyUI and each other, and was met before; reads nothing when nothing changes. `context`: as it is afterwards. */
export async function judgeOthers(
  change: PackageChange,
  { dirs, former }: Leaving,
  { distributions, ...context }: OthersContext,
): Promise<BrokenNeed[]> {
  if (describeChange(change).length === 0) return [];
  const { installation, markers, planTexts, chosenGroups } = context;
  const sides = await readSides({ installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups }, dirs);
  const askersOf = (packs: readonly PackRequirements[]) =>
    packs.map(({ name, plan: { wanted } }) => ({ name, lines: wanted }));
  const installed = { distributions, markers, findDamage: checkNoFiles };
  const replaced = former.length === 0 ? [] : [{ name: 'ComfyUI', lines: planTexts(former).wanted }];
  const unloaded = [...askersOf(sides.unloaded), ...replaced];
  return listBroken(change, installed, { loaded: askersOf(sides.loaded), unloaded });
}

/** What the packages lack now for enabled packs, ComfyUI and each other, and did not before. */
export function findBroken(before: ReadonlyMap<string, string>, context: OthersContext): Promise<BrokenNeed[]> {
  return judgeOthers({ before, after: versionsOf(context.distributions) }, nobodyLeaves, context);
}

/** What taking these differences back, newest first, would take from enabled packs, ComfyUI and packages that stay. Changes nothing. */
export async function foreseeLosses(
  differences: readonly PackageDifference[],
  leaving: Leaving,
  context: OthersContext,
): Promise<BrokenNeed[]> {
  const before = versionsOf(context.distributions);
  const after = new Map(before);
  for (const difference of differences) {
    for (const { name } of difference.after) after.delete(name);
    for (const { name, version } of difference.before) after.set(name, version);
  }
  const distributions = new Map([...context.distributions].filter(([name]) => after.has(name)));
  const broken = await judgeOthers({ before, after }, leaving, { ...context, distributions });
  return broken.filter(({ isTaken }) => isTaken);
}

/** Warns of everything that was found. */
export function warnOfAll(broken: readonly BrokenNeed[], job: JobContext): void {
  const sentences = broken.map(({ sentence }) => sentence);
  for (const sentence of sentences.slice(0, mostSentences)) job.warn(sentence);
  const more = sentences.slice(mostSentences);
  for (const sentence of more) job.log(formatMessage(sentence));
  if (more.length > 0) job.warn(msg`${more.length} more requirements are not met now; the log of the task names them.`);
}

/** Fails a change that took something away from others; what it brought, what lacks something itself and what only disabled packs want is warned of. Throws `requirements-conflict`. */
export function refuseBroken(broken: readonly BrokenNeed[], job: JobContext): void {
  warnOfAll(
    broken.filter(({ isTaken }) => !isTaken),
    job,
  );
  const taken = broken.filter(({ isTaken }) => isTaken);
  if (taken.length === 0) return;
  for (const { sentence } of taken) job.log(formatMessage(sentence));
  const shortCause = joinMessages(taken.slice(0, mostSentences).map(({ sentence }) => sentence));
  throw new AppError('requirements-conflict', msg`This would remove packages that others need: ${shortCause}`, {
    remedy: msg`Nothing was changed. Disable what needs them, or do without this change.`,
    shortCause,
    details: { broken: taken.map(({ by, name }) => ({ by, name })) },
  });
}
