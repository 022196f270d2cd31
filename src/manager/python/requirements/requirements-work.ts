import { AppError } from '../../../contract/errors';
import { say, type Sentence, spell } from '../../../contract/text/said';
import type { JobContext } from '../../../base/async/job';
import { readAskers } from '../askers';
import { describeBroken } from './broken-needs';
import type { PythonEnvironment } from '../environment';
import type { PythonOptions } from '../follow-environment';
import { installPlanned } from '../install-requirements';
import { findLacking } from './lacking';
import { readMarkerValues } from './markers';
import { comfyRequirementFiles } from './needed-packages';
import { createDamageLook } from '../packages/distribution-files';
import { describeChange, type PackageChange } from '../packages/package-change';
import type { PackageKeeper } from '../packages/package-keeper';
import { checkPackages } from '../packages/package-check';
import { readDistributions, versionsOf, type Distribution } from '../packages/packages';
import { readPipRules } from './pip-rules';
import { planRequirements, type RequirementPlan } from './requirement-plan';
import { readRequirementTexts, splitLines, type RequirementText } from './requirement-text';

export interface RequirementsInput {
  packDir: string;
  /** More requirement lines, e.g. the dependencies the registry names. */
  extra?: readonly string[];
  /** The requirements files to read, relative to `packDir`; `requirements.txt` unless said. Missing ones ask for nothing. */
  files?: readonly string[];
  /** Asks the tool itself, also where the installed metadata says that all is well. */
  isThorough?: boolean;
}

/** What is done with requirement lines. */
export interface RequirementsWork {
  /**
   * Installs a pack's requirements in one resolve and proves it; on failure or cancel the packages are as before.
   * Throws `requirements-conflict`, `requirements-failed`, `environment-missing`, `path-outside-root`, `disk-full`, `cancelled`.
   */
  installRequirements(input: RequirementsInput & { packName: string }, job: JobContext): Promise<PackageChange>;
  /**
   * Installs packages named by requirement lines, with the same guarantees; throws the same, and `requirements-failed` for one that a rule
   * leaves out (torch family, blacklist, no downgrade).
   */
  installPackages(lines: readonly string[], job: JobContext): Promise<PackageChange>;
  /**
   * What is not met, after overrides, blacklist and markers: requirement lines, else what the packages that they lead to lack of each other.
   * Throws `command-failed`, `cancelled`.
   */
  checkRequirements(input: RequirementsInput, signal?: AbortSignal): Promise<readonly string[]>;
  /** Warns of what a change since `before` has left unmet for other packages, enabled packs and ComfyUI; reads nothing when there was none. */
  warnOfBroken(before: ReadonlyMap<string, string>, job: JobContext): Promise<void>;
}

/** More sentences than these are told as a number; the log has them all. */
const mostWarnings = 8;

interface ReadPlan {
  environment: PythonEnvironment;
  installed: ReadonlyMap<string, Distribution>;
  markers: ReturnType<typeof readMarkerValues>;
  plan: RequirementPlan;
}

async function readTexts(input: RequirementsInput): Promise<RequirementText[]> {
  const files = input.files ?? ['requirements.txt'];
  const own = (await Promise.all(files.map((name) => readRequirementTexts(input.packDir, name)))).flat();
  // One by the registry or a request may hold more than a line.
  const extra = (input.extra ?? []).flatMap(splitLines).map(({ text }) => text);
  const missing = extra.filter((text) => !own.some((line) => line.text === text));
  return [...own, ...missing.map((text) => ({ text, source: 'the registry', isConstraint: false, folder: '.' }))];
}

/** What was asked for by name is installed or refused, never left out in silence. */
function refuseLeftOut({ notes }: RequirementPlan): void {
  const [note] = notes;
  if (note === undefined) return;
  throw new AppError('requirements-failed', say`${note.text} is not installed: ${note.reason}.`, {
    remedy: say`Install it by hand in ComfyUI's Python, when that is what you want.`,
  });
}

function warnOfAll(sentences: readonly Sentence[], job: JobContext): void {
  for (const sentence of sentences.slice(0, mostWarnings)) job.warn(sentence);
  const more = sentences.slice(mostWarnings);
  for (const sentence of more) job.log(spell(sentence));
  if (more.length > 0) job.warn(say`${more.length} more requirements are not met now; the log of the task names them.`);
}

/** Makes what works with requirement lines in an environment. */
export function createRequirementsWork(
  options: PythonOptions & { keeper: PackageKeeper },
  environment: () => Promise<PythonEnvironment>,
): RequirementsWork {
  const { installation, settings, paths, log, keeper } = options;
  const readInstalled = async () => readDistributions((await environment()).sitePackagesDirs);

  async function readPlan(texts: readonly RequirementText[]): Promise<ReadPlan> {
    const found = await environment();
    const [installed, rules] = await Promise.all([readInstalled(), readPipRules(paths, options.config())]);
    const markers = readMarkerValues(found.pythonVersion, process.platform, process.arch);
    const plan = planRequirements(texts, { ...rules, installed: versionsOf(installed), markers });
    return { environment: found, installed, markers, plan };
  }

  async function warnOfBroken(before: ReadonlyMap<string, string>, job: JobContext): Promise<void> {
    const distributions = await readInstalled();
    const change = { before, after: versionsOf(distributions) };
    if (describeChange(change).length === 0) return;
    const markers = readMarkerValues((await environment()).pythonVersion, process.platform, process.arch);
    const rules = { ...(await readPipRules(paths, options.config())), installed: before, markers };
    const askers = await readAskers(installation, comfyRequirementFiles, (texts) => planRequirements(texts, rules));
    const broken = await describeBroken(change, { distributions, markers, findDamage: createDamageLook() }, askers);
    warnOfAll(broken, job);
  }

  return {
    async installRequirements(input, job) {
      const texts = await readTexts(input);
      // A pack that asks for nothing needs no Python either.
      if (texts.length === 0) return { before: new Map(), after: new Map() };
      job.report({ phase: say`Checking requirements` });
      const { plan, installed, ...found } = await readPlan(texts);
      return installPlanned({ ...input, plan, installed }, { ...found, settings, paths, log, keeper }, job);
    },
    async installPackages(lines, job) {
      job.report({ phase: say`Checking requirements` });
      const texts = lines.map((text) => ({ text, source: 'the request', isConstraint: false, folder: '.' }));
      const { plan, installed, ...found } = await readPlan(texts);
      refuseLeftOut(plan);
      const input = { packDir: paths.stagingDir, packName: lines.join(', '), plan, installed };
      const change = await installPlanned(input, { ...found, settings, paths, log, keeper }, job);
      await warnOfBroken(change.before, job);
      return change;
    },
    async checkRequirements(input, signal = new AbortController().signal) {
      const texts = await readTexts(input);
      if (texts.length === 0) return [];
      const { environment: found, plan, installed, markers } = await readPlan(texts);
      const check = () => checkPackages({ environment: found, settings, cwd: paths.stagingDir }, signal);
      const { isThorough = false } = input;
      const now = { distributions: installed, markers, findDamage: createDamageLook() };
      return findLacking(plan, now, { check, isThorough });
    },
    warnOfBroken,
  };
}
