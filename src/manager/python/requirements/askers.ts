import { basename, join } from 'node:path';
import { listNames } from '../../../base/files/files';
import { isUnreadable } from '../../../base/files/read-whole';
import { AppError } from '../../../contract/errors';
import type { Installation } from '../../../contract/installation';
import type { Asker, Sides } from './broken-needs';
import type { Requirement } from './requirement';
import type { RequirementPlan } from './requirement-plan';
import { readRequestedTexts } from './requested-texts';
import type { ChosenGroups } from './optional-groups';
import type { RequirementText } from './requirement-text';

type PlanTexts = (texts: readonly RequirementText[]) => RequirementPlan;

/** Whose requirements these are: an enabled pack by the name of its folder, or ComfyUI. */
interface RequirementSource {
  name: string;
  dir: string;
  files: readonly string[];
  isComfy: boolean;
}

/** A source with what its lines ask for. */
export interface PackRequirements extends RequirementSource {
  plan: RequirementPlan;
}

/** Reads the files of whoever is there. */
export interface AskersContext {
  installation: Pick<Installation, 'comfyDir' | 'customNodesDir'>;
  comfyFiles: readonly string[];
  /** Decides over lines. */
  planTexts: PlanTexts;
  /** The optional groups that were chosen for packs. */
  chosenGroups: ChosenGroups;
}

/** Lines that nobody could install ask for nothing here; the pack's own tasks say what is wrong with them. */
async function readSource(
  source: RequirementSource,
  { planTexts, chosenGroups }: Pick<AskersContext, 'planTexts' | 'chosenGroups'>,
): Promise<PackRequirements> {
  const { dir, files, isComfy } = source;
  try {
    const groups = isComfy ? [] : chosenGroups.ofDir(dir);
    return { ...source, plan: planTexts(await readRequestedTexts(dir, { groups, files })) };
  } catch (error) {
    // A folder of somebody else's that cannot be read must not fail the task of another pack.
    if (!(error instanceof AppError) && !isUnreadable(error)) throw error;
    return { ...source, plan: planTexts([]) };
  }
}

/** The names of what ComfyUI loads: neither hidden nor marked as disabled. */
export async function listLoaded(customNodesDir: string): Promise<string[]> {
  return (await listNames(customNodesDir)).filter(
    (name) => !name.startsWith('.') && !name.startsWith('__') && !name.toLowerCase().endsWith('.disabled'),
  );
}

/** A pack by its folder. */
const packIn = (dir: string): RequirementSource => ({
  ...{ name: basename(dir), dir, files: ['requirements.txt'], isComfy: false },
});

/** ComfyUI and the enabled packs with what they ask for, read from their files now. */
export async function readSources(context: AskersContext): Promise<PackRequirements[]> {
  const { comfyDir, customNodesDir } = context.installation;
  const packs = await listLoaded(customNodesDir);
  const sources = packs.map((name) => packIn(join(customNodesDir, name)));
  if (comfyDir !== null) sources.push({ name: 'ComfyUI', dir: comfyDir, files: context.comfyFiles, isComfy: true });
  return Promise.all(sources.map((source) => readSource(source, context)));
}

/** The folders of packs that are there and not loaded: below `.disabled`, or marked by their name. */
async function listAsleep(customNodesDir: string): Promise<string[]> {
  const disabledDir = join(customNodesDir, '.disabled');
  const disabledNames = (await listNames(disabledDir)).filter((name) => !name.startsWith('.'));
  const marked = (await listNames(customNodesDir)).filter((name) => name.toLowerCase().endsWith('.disabled'));
  return [...disabledNames.map((name) => join(disabledDir, name)), ...marked.map((name) => join(customNodesDir, name))];
}

/** ComfyUI and all packs that ask for something. `leavingDirs`: folders of loaded packs that do not count any more. */
export async function readSides(
  context: AskersContext,
  leavingDirs: readonly string[],
): Promise<Sides<PackRequirements>> {
  const leaving = new Set(leavingDirs);
  const [enabled, asleep] = await Promise.all([
    readPackRequirements(context),
    listAsleep(context.installation.customNodesDir).then((dirs) =>
      Promise.all(dirs.map((dir) => readSource(packIn(dir), context))),
    ),
  ]);
  return {
    loaded: enabled.filter(({ dir }) => !leaving.has(dir)),
    unloaded: [...asleep, ...enabled.filter(({ dir }) => leaving.has(dir))],
  };
}

/** The same without those that ask for nothing. */
async function readPackRequirements(context: AskersContext): Promise<PackRequirements[]> {
  const read = await readSources(context);
  return read.filter((source) => source.plan.wanted.length > 0);
}

/** An asker with the lines that a list keeps from being installed. */
export interface WholeAsker extends Asker {
  leftOut: readonly Requirement[];
}

/** Everybody with all lines, those that are left out as well. */
export async function readWholeAskers(context: AskersContext): Promise<WholeAsker[]> {
  const read = await readSources(context);
  return read.map(({ name, plan: { wanted, leftOut } }) => ({ name, lines: wanted, leftOut }));
}

/** The same with the lines alone. */
export async function readAskers(context: AskersContext): Promise<Asker[]> {
  const read = await readPackRequirements(context);
  return read.map(({ name, plan: { wanted } }) => ({ name, lines: wanted }));
}
