import { splitPackGroups } from '../contract/library/optional-groups';
import type { PlanQuestion } from '../contract/python/package-plan';
import type { Said } from '../contract/text/said';
import type { Areas } from './areas';
import type { AskedLines, AskedVersion } from './packs/details/asked-lines';
import type { PlanWish } from './python/plan/planner';

export type PackAreas = Pick<Areas, 'python' | 'details' | 'packs'>;
export type PlanAreas = PackAreas & Pick<Areas, 'code'>;

/** As a plan calls ComfyUI. */
export const comfyName = 'ComfyUI';

/** What is to come, and the folders that it takes the place of. */
type Coming = Pick<PlanWish, 'packs' | 'leavingDirs'>;
const nothingComes: Coming = { packs: [], leavingDirs: [] };

/** A pack of a question, with its lines as they are known. */
export interface Asked {
  key: string;
  version: AskedVersion;
  lines: AskedLines;
  pip: readonly string[];
}

async function readAsked(
  { details }: Pick<Areas, 'details'>,
  { packs = [] }: PlanQuestion,
  isByArchive = false,
): Promise<Asked[]> {
  return Promise.all(
    packs.map(async ({ key: ref, to, stays, optional_groups: given, pip = [] }) => {
      const { name: key, groups: named } = splitPackGroups(ref);
      const groups = named === null && given === undefined ? undefined : [...(named ?? []), ...(given ?? [])];
      const version = { to: to ?? null, stays, groups, isByArchive };
      return { key, version, lines: await details.askedLines(key, version), pip };
    }),
  );
}

async function findLeaving({ packs }: Pick<Areas, 'packs'>, { without = [] }: PlanQuestion): Promise<string[]> {
  if (without.length === 0) return [];
  const names = new Set(without.map((name) => name.toLowerCase()));
  const copies = await packs.copies();
  return copies
    .filter(({ key, name, registryId }) =>
      [key, name, registryId].some((one) => one !== null && names.has(one.toLowerCase())),
    )
    .map(({ dir }) => dir);
}

/** A pack as the planner takes it. Pure. */
export function toPack({ lines, pip }: Asked): PlanWish['packs'][number] {
  const more = pip.map((text) => ({ text, source: 'the request' }));
  return { name: lines.name, lines: [...lines.lines, ...more] };
}

/** ComfyUI is asked for as a pack is: the version to come takes the place of the one that is there. */
async function readComfy(
  { code }: PlanAreas,
  { comfyui }: PlanQuestion,
  signal: AbortSignal,
): Promise<Coming & { commit: string | null; notes: Said[] }> {
  if (comfyui === undefined) return { ...nothingComes, commit: null, notes: [] };
  const { dir, commit, lines, stepBack } = await code.needs(comfyui, signal);
  const notes = stepBack === null ? [] : [stepBack];
  return { packs: [{ name: comfyName, lines, isWhole: true }], leavingDirs: [dir], commit, notes };
}

/** What is asked of the planner. Pure. */
export function toWish(asked: readonly Asked[], others: Coming, question: PlanQuestion): PlanWish {
  const replaced = asked.flatMap(({ lines: { dir } }) => dir ?? []);
  return {
    packs: [...others.packs, ...asked.map(toPack)],
    packages: question.packages ?? [],
    remove: question.remove ?? [],
    leavingDirs: [...others.leavingDirs, ...replaced],
    leaveOut: question.leave_out ?? [],
    // A version of ComfyUI names the very versions of its parts, which no policy keeps back.
    policy: question.comfyui === undefined ? question.requirement_policy : 'as-asked',
    mayBuild: question.allow_build,
  };
}

/** A question with all that had to be read for it. */
export interface ReadQuestion {
  asked: readonly Asked[];
  /** What comes and goes beside the packs of the question. */
  others: Coming;
  /** The commit of the ComfyUI that is to come; null: it stays. */
  commit: string | null;
  /** What has to be said of that ComfyUI. */
  notes: readonly Said[];
  wish: PlanWish;
}

/** Reads what a question is about. Throws the errors of whoever had to be asked. */
export async function readQuestion(
  areas: PlanAreas,
  question: PlanQuestion,
  signal: AbortSignal,
): Promise<ReadQuestion> {
  const [asked, leaving, comfy] = await Promise.all([
    readAsked(areas, question),
    findLeaving(areas, question),
    readComfy(areas, question, signal),
  ]);
  const others = { packs: comfy.packs, leavingDirs: [...leaving, ...comfy.leavingDirs] };
  return { asked, others, commit: comfy.commit, notes: comfy.notes, wish: toWish(asked, others, question) };
}

/** Packs that a new environment is to have room for, with what their own files ask for, and the folders that they replace. */
export async function readComing(areas: PackAreas, packs: PlanQuestion['packs']): Promise<Coming> {
  const { packs: coming, leavingDirs } = toWish(await readAsked(areas, { packs }, true), nothingComes, {});
  return { packs: coming, leavingDirs };
}
