import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import { listMessage } from '../../../contract/text/message-list';
import type { JobContext } from '../../../base/async/job';
import type { RequirementPolicy } from '../../../contract/settings';
import { policyOf, type PackageConsent } from '../plan/consent';
import { runPackScript, type ScriptRun } from './install-script';
import { warnOfAll } from '../install/others';
import type { PackageChange } from '../packages/package-change';
import { describeUnannounced, findUnannounced, partToPutBack, type Unannounced } from '../packages/package-guard';
import { readDistributions, versionsOf } from '../packages/packages';
import { isAgainst } from '../plan/policy-group';
import { revertPackageChange } from '../packages/revert';
import type { BrokenNeed } from '../requirements/broken-needs';
import type { ChangingCall } from '../environment/tool';

const nothing: ReadonlySet<string> = new Set();

/** What an install.py is bound to. */
interface ScriptGuard extends Pick<ChangingCall, 'cwd' | 'journal'> {
  consent: PackageConsent;
  /** What the script has taken away from enabled packs, ComfyUI and other packages. */
  findBroken: (before: ReadonlyMap<string, string>) => Promise<BrokenNeed[]>;
}

/** Packages that a script has taken away from somebody, as they were before it. */
function takenFrom(broken: readonly BrokenNeed[], { before, after }: PackageChange): Unannounced[] {
  const names = new Set(broken.filter(({ isTaken }) => isTaken).map(({ name }) => name));
  return [...names].flatMap((name) => {
    const version = before.get(name);
    const now = after.get(name) ?? null;
    return version === undefined || now === version ? [] : [{ name, before: version, after: now }];
  });
}

/** Packages that moved though the requirement policy keeps them. */
function movedAgainst(policy: RequirementPolicy, { before, after }: PackageChange): Unannounced[] {
  return [...before].flatMap(([name, version]) => {
    const now = after.get(name) ?? null;
    const isViolation = now === null ? policy === 'only-new' : isAgainst(policy, { from: version, to: now });
    return isViolation ? [{ name, before: version, after: now }] : [];
  });
}

function joinByName(...lists: readonly Unannounced[][]): Unannounced[] {
  return [...new Map(lists.flat().map((one) => [one.name, one] as const)).values()];
}

function refusal(packName: string, changed: readonly Unannounced[], isAgainstPolicy: boolean): AppError {
  const what = listMessage(changed.map(describeUnannounced));
  return new AppError('packages-protected', msg`The install.py of "${packMessage(packName)}" changed ${what}.`, {
    remedy: msg`All of it was restored, and the pack is as it was before. Choose to keep the packages and do without what the script wants to change, or use the pack in a separate environment.`,
    shortCause: msg`install.py changed ${what}`,
    details: {
      changed: changed.map(({ name, before, after }) => ({ name, from: before, to: after })),
      waysOut: [
        { kind: 'keep-packages', pack: packName },
        { kind: 'new-environment' },
        ...(isAgainstPolicy ? [{ kind: 'as-asked' }] : []),
      ],
    },
  });
}

/** What a script has done to packages that nobody was told of. */
interface ScriptVerdict {
  change: PackageChange;
  changed: readonly Unannounced[];
  isAgainstPolicy: boolean;
}

async function judgeScript(
  before: ReadonlyMap<string, string>,
  { readNow, findBroken, policy }: ScriptCheck,
  job: JobContext,
): Promise<ScriptVerdict> {
  const change = { before, after: await readNow() };
  const broken = await findBroken(before);
  warnOfAll(
    broken.filter(({ isTaken }) => !isTaken),
    job,
  );
  const against = movedAgainst(policy, change);
  const changed = joinByName(findUnannounced(change, nothing), takenFrom(broken, change), against);
  return { change, changed, isAgainstPolicy: against.length > 0 };
}

/** How it is seen what a script does. */
export interface ScriptCheck extends Pick<ScriptGuard, 'findBroken'> {
  readNow: () => Promise<ReadonlyMap<string, string>>;
  policy: RequirementPolicy;
}

/** Runs a script where nothing is put back, because all of it goes: what it must not change is its failure. Throws `packages-protected`, and what `runPackScript` throws. */
export async function runJudgedScript(run: ScriptRun, check: ScriptCheck, job: JobContext): Promise<void> {
  const before = await check.readNow();
  await runPackScript(run, job);
  const { changed, isAgainstPolicy } = await judgeScript(before, check, job);
  if (changed.length > 0) throw refusal(run.packName, changed, isAgainstPolicy);
}

/**
 * Runs a pack's install.py. A script announces nothing, so one that changes the torch family, packages of CUDA, numpy's major version, what others need, or
 * what the requirement policy keeps, fails, and whoever opened the journal puts all of it back; with the consent to keep the packages only those go back,
 * with a warning. Everything else that it did stays. Throws what `runPackScript` throws, `packages-protected`, and `requirements-failed` when the packages could not be put back.
 */
export async function runGuardedScript(run: ScriptRun, guard: ScriptGuard, job: JobContext): Promise<void> {
  const { environment, settings, packName } = run;
  const { cwd, journal, consent, findBroken } = guard;
  const readNow = async () => versionsOf(await readDistributions(environment.sitePackagesDirs));
  const before = await readNow();
  // A script announces nothing.
  await journal.keep('everything');
  await runPackScript(run, job);
  const check = { readNow, findBroken, policy: policyOf(consent, settings) };
  const { change, changed, isAgainstPolicy } = await judgeScript(before, check, job);
  if (changed.length === 0) return;
  if (!consent.keepsPackages) throw refusal(packName, changed, isAgainstPolicy);
  await revertPackageChange({ environment, settings, cwd, journal }, partToPutBack(change, changed), job);
  const what = listMessage(changed.map(describeUnannounced));
  job.warn(
    msg`The install.py of "${packMessage(packName)}" changed ${what}; that was put back. Parts of the pack may not work with it.`,
  );
}
