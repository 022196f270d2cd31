import { splitPackGroups } from '../../contract/library/optional-groups';
import type { PlanQuestion } from '../../contract/python/package-plan';
import type { Message } from '../../contract/text/message';
import type { Areas } from '../areas';
import type { RequestedLines, RequestedVersion } from '../packs/details/requested-lines';
import type { PlanRequest } from '../python/plan/planner';

export type PackAreas = Pick<Areas, 'python' | 'details' | 'packs'>;
export type PlanAreas = PackAreas & Pick<Areas, 'code'>;

/** As a plan calls ComfyUI. */
export const comfyName = 'ComfyUI';

/** What is to come, and the folders that it takes the place of. */
type Coming = Pick<PlanRequest, 'packs' | 'leavingDirs'>;
const nothingComes: Coming = { packs: [], leavingDirs: [] };

/** A pack of a question, with its lines as they are known. */
export interface RequestedPack {
  key: string;
  version: RequestedVersion;
  lines: RequestedLines;
  pip: readonly string[];
}

async function readRequested(
  { details }: Pick<Areas, 'details'>,
  { packs = [] }: PlanQuestion,
  how: Pick<RequestedVersion, 'isByArchive' | 'authoriseUnlisted'>,
): Promise<RequestedPack[]> {
  return Promise.all(
    packs.map(async ({ key: ref, to, stays, optional_groups: given, pip = [] }) => {
      const { name: key, groups: named } = splitPackGroups(ref);
      const groups = named === null && given === undefined ? undefined : [...(named ?? []), ...(given ?? [])];
      const version = { to: to ?? null, stays, groups, ...how };
      return { key, version, lines: await details.requestedLines(key, version), pip };
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
export function toPack({ lines, pip }: RequestedPack): PlanRequest['packs'][number] {
  const more = pip.map((text) => ({ text, source: 'the request' }));
  return { name: lines.name, lines: [...lines.lines, ...more] };
}

/** ComfyUI is asked for as a pack is: the version to come takes the place of the one that is there. */
async function readComfy(
  { code }: PlanAreas,
  { comfyui }: PlanQuestion,
  signal: AbortSignal,
): Promise<Coming & { commit: string | null; notes: Message[] }> {
  if (comfyui === undefined) return { ...nothingComes, commit: null, notes: [] };
  const { dir, commit, lines, stepBack } = await code.needs(comfyui, signal);
  const notes = stepBack === null ? [] : [stepBack];
  return { packs: [{ name: comfyName, lines, isWhole: true }], leavingDirs: [dir], commit, notes };
}

/** What is asked of the planner. Pure. */
export function toPlanRequest(
  requested: readonly RequestedPack[],
  others: Coming,
  question: PlanQuestion,
): PlanRequest {
  const replaced = requested.flatMap(({ lines: { dir } }) => dir ?? []);
  return {
    packs: [...others.packs, ...requested.map(toPack)],
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
  requested: readonly RequestedPack[];
  /** What comes and goes beside the packs of the question. */
  others: Coming;
  /** The commit of the ComfyUI that is to come; null: it stays. */
  commit: string | null;
  /** What has to be said of that ComfyUI. */
  notes: readonly Message[];
  request: PlanRequest;
}

/** Reads what a question is about. Throws the errors of whoever had to be asked. */
export async function readQuestion(
  areas: PlanAreas,
  question: PlanQuestion,
  { signal, authoriseUnlisted }: { signal: AbortSignal } & Pick<RequestedVersion, 'authoriseUnlisted'>,
): Promise<ReadQuestion> {
  const [requested, leaving, comfy] = await Promise.all([
    readRequested(areas, question, { authoriseUnlisted }),
    findLeaving(areas, question),
    readComfy(areas, question, signal),
  ]);
  const others = { packs: comfy.packs, leavingDirs: [...leaving, ...comfy.leavingDirs] };
  return {
    requested,
    others,
    commit: comfy.commit,
    notes: comfy.notes,
    request: toPlanRequest(requested, others, question),
  };
}

/** Packs that a new environment is to have room for, with what their own files ask for, and the folders that they replace. */
export async function readComing(areas: PackAreas, packs: PlanQuestion['packs']): Promise<Coming> {
  const { packs: coming, leavingDirs } = toPlanRequest(
    await readRequested(areas, { packs }, { isByArchive: true }),
    nothingComes,
    {},
  );
  return { packs: coming, leavingDirs };
}
