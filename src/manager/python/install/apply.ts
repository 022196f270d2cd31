import type { JobContext } from '../../../base/async/job';
import { withTemporaryFolder } from '../../../base/files/temporary-folder';
import { ensureFolder } from '../../../base/files/files';
import { redactSecrets } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { msg, packMessage, type Message } from '../../../contract/text/message';
import { exactArguments, type Moving } from '../environment/tool';
import { type Distribution, versionsOf } from '../packages/packages';
import { comes, type ExactChange, isSameVersion } from '../plan/changes';
import { exactLineFor, writeExactFiles, type LineAsker } from './exact-lines';
import type { Target } from './target';
import { freeze } from '../packages/frozen-packages';
import { commitOf, placeOfAddress } from '../requirements/address';

/** Changes that one resolve found, to be made exactly. */
export interface ExactPlan {
  /** Name to version, as it was when it was resolved. */
  before: ReadonlyMap<string, string>;
  changes: readonly ExactChange[];
  options: readonly string[];
}

/** The same with those who asked for it: an address or a path is installed as it was written. */
export interface AppliedPlan extends ExactPlan {
  /** Whose packages they are, for the sentence of a failure. */
  what: string;
  askers: readonly LineAsker[];
}

/** Exact lines, and what is told meanwhile. */
interface ExactInstall {
  phase: Message;
  lines: readonly string[];
  /** What these lines bring. */
  moving: Moving;
  /** Further indexes, as lines of a requirements file. */
  options?: readonly string[];
  /** Further arguments. */
  more?: readonly string[];
}

/** Has the tool install lines exactly, without what they need. Throws what `Target.run` throws. */
export async function installLines(
  { phase, lines, moving, options = [], more = [] }: ExactInstall,
  target: Target,
  job: JobContext,
): Promise<void> {
  const { environment, workDir } = target;
  job.report({ phase, message: msg`${lines.length} with ${environment.tool}` });
  job.log(`${environment.tool} installs into ${environment.interpreter}: ${lines.map(redactSecrets).join(' | ')}`);
  await ensureFolder(workDir);
  await withTemporaryFolder(workDir, 'requirements', async (cwd) => {
    for (const file of await writeExactFiles(lines, options, cwd)) {
      const args = [...exactArguments(environment, file, options), ...more];
      await target.run({ args, moving }, { cwd, phase }, job);
    }
  });
}

/** Has the tool take packages away. Throws what `Target.run` throws. */
export async function removePackages(
  names: readonly string[],
  phase: Message,
  { target, job }: { target: Target; job: JobContext },
): Promise<void> {
  const confirmed = target.environment.tool === 'pip' ? ['-y'] : [];
  job.report({ phase, message: names.join(', ') });
  const args = ['uninstall', ...confirmed, ...names];
  await target.run({ args, moving: names }, { cwd: target.workDir, phase }, job);
}

/** Whether a distribution came from an address, by what its installer wrote beside its metadata (`direct_url.json`, PEP 610). */
async function isFrom(distribution: Distribution, address: string): Promise<boolean> {
  const { address: own } = await freeze(distribution);
  if (own === null || placeOfAddress(own) !== placeOfAddress(address)) return false;
  const commit = commitOf(address);
  return commit === null || commit === commitOf(own);
}

async function isAsPlanned(change: ExactChange, distribution: Distribution | undefined): Promise<boolean> {
  if (!comes(change)) return distribution === undefined;
  if (distribution === undefined) return false;
  const { to, address } = change;
  if (to !== null && !isSameVersion(distribution.version, to)) return false;
  return address === null || isFrom(distribution, address);
}

/** The names of changes that have not happened: by name and version, and what came from an address by the address. */
async function findUndone(
  changes: readonly ExactChange[],
  installed: ReadonlyMap<string, Distribution>,
): Promise<string[]> {
  const done = await Promise.all(changes.map((change) => isAsPlanned(change, installed.get(change.name))));
  return changes.filter((_, at) => done[at] !== true).map(({ name }) => name);
}

/** What a resolve found, and what was there before. */
interface ExactChanges {
  /** Name to version. */
  before: ReadonlyMap<string, string>;
  changes: readonly ExactChange[];
}

/** The names of packages that are not as these changes, and no other, would have left them. */
async function findUnproven(
  { before, changes }: ExactChanges,
  installed: ReadonlyMap<string, Distribution>,
): Promise<string[]> {
  const after = versionsOf(installed);
  const planned = new Set(changes.map(({ name }) => name));
  const others = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !planned.has(name));
  const moved = others.filter((name) => before.get(name) !== after.get(name));
  return [...(await findUndone(changes, installed)), ...moved];
}

/**
 * Makes exactly the changes of a plan, and proves by what is installed then that these and no others have happened; answers what that is. Nothing is resolved
 * any more. Throws `requirements-failed`, and what `Target.run` throws.
 */
export async function applyPlan(
  plan: AppliedPlan,
  target: Target,
  job: JobContext,
): Promise<ReadonlyMap<string, Distribution>> {
  const { changes, options, askers, what } = plan;
  const going = changes.flatMap((change) => (comes(change) ? [] : [change.name]));
  if (going.length > 0) await removePackages(going, msg`Removing packages`, { target, job });
  const coming = changes.filter(comes);
  if (coming.length > 0) {
    const lines = await Promise.all(coming.map((change) => exactLineFor(change, askers)));
    const moving = coming.map(({ name }) => name);
    await installLines({ phase: msg`Installing requirements`, lines, moving, options }, target, job);
  }
  const after = await target.read();
  const wrong = await findUnproven(plan, after);
  if (wrong.length === 0) return after;
  throw new AppError(
    'requirements-failed',
    msg`The installer did something else for "${packMessage(what)}" than planned: ${wrong.join(', ')}.`,
    { remedy: target.remedy },
  );
}
