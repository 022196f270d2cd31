import type { PackagePlan, PlanQuestion, WayOut } from '../contract/python/package-plan';
import type { Areas } from './areas';
import { spell, type Said } from '../contract/text/said';
import { splitPackGroups } from '../contract/library/optional-groups';
import type { AskedLines, AskedVersion } from './packs/details/asked-lines';
import type { PlanWish } from './python/plan/planner';

type PackAreas = Pick<Areas, 'python' | 'details' | 'packs'>;
type PlanAreas = PackAreas & Pick<Areas, 'code'>;

/** As a plan calls ComfyUI. */
const comfyName = 'ComfyUI';

/** Older versions of a pack that are looked at for one that fits. */
const mostOlder = 6;

/** What is to come, and the folders that it takes the place of. */
type Coming = Pick<PlanWish, 'packs' | 'leavingDirs'>;
const nothingComes: Coming = { packs: [], leavingDirs: [] };

interface Asked {
  key: string;
  version: AskedVersion;
  lines: AskedLines;
  pip: readonly string[];
}

async function readAsked({ details }: Pick<Areas, 'details'>, { packs = [] }: PlanQuestion): Promise<Asked[]> {
  return Promise.all(
    packs.map(async ({ key: ref, to, stays, optional_groups: given, pip = [] }) => {
      const { name: key, groups: named } = splitPackGroups(ref);
      const groups = named === null && given === undefined ? undefined : [...(named ?? []), ...(given ?? [])];
      const version = { to: to ?? null, stays, groups };
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

function toPack({ lines, pip }: Asked): PlanWish['packs'][number] {
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

function toWish(asked: readonly Asked[], others: Coming, question: PlanQuestion): PlanWish {
  const replaced = asked.flatMap(({ lines: { dir } }) => dir ?? []);
  return {
    packs: [...others.packs, ...asked.map(toPack)],
    packages: question.packages ?? [],
    remove: question.remove ?? [],
    leavingDirs: [...others.leavingDirs, ...replaced],
    leaveOut: question.leave_out ?? [],
    // A version of ComfyUI names the very versions of its parts, which no policy keeps back.
    policy: question.comfyui === undefined ? question.requirement_policy : 'as-asked',
  };
}

/** Packs that a new environment is to have room for, with what they ask for, and the folders that they replace. */
export async function readComing(areas: PackAreas, packs: PlanQuestion['packs']): Promise<Coming> {
  const { packs: coming, leavingDirs } = toWish(await readAsked(areas, { packs }), nothingComes, {});
  return { packs: coming, leavingDirs };
}

interface Fitting {
  pack: string;
  wish: PlanWish;
  /** Newest first. */
  versions: readonly string[];
  /** What is asked for with a version; null where nobody knows it for certain. */
  packsAt: (version: string) => Promise<PlanWish['packs'] | null>;
}

/** The newest of some versions with which there is a solution. */
async function findFitting(
  { python }: Pick<Areas, 'python'>,
  { pack, wish, versions, packsAt }: Fitting,
  signal: AbortSignal,
): Promise<WayOut[]> {
  for (const version of versions.slice(0, mostOlder)) {
    const packs = await packsAt(version);
    if (packs === null) continue;
    const plan = await python.plan({ ...wish, packs }, signal);
    if (plan.outcome !== 'impossible') return [{ kind: 'older-version', pack, version }];
  }
  return [];
}

/** The newest of the older versions of a pack with which there is a solution. */
async function findOlder(
  areas: PackAreas,
  { asked, of, wish }: { asked: readonly Asked[]; of: Asked; wish: PlanWish },
  signal: AbortSignal,
): Promise<WayOut[]> {
  const { registryId, name } = of.lines;
  if (registryId === null || of.version.stays === true) return [];
  const { versions } = await areas.details.versions(of.key).catch(() => ({ versions: [] }));
  const [, ...older] = versions.filter(({ kind, status }) => kind === 'registry' && status === 'active');
  const comfy = wish.packs.filter(({ isWhole }) => isWhole === true);
  const packsAt: Fitting['packsAt'] = async (version) => {
    const lines = await areas.details.askedLines(of.key, { ...of.version, to: version }).catch(() => null);
    if (lines === null || lines.doubts.length > 0) return null;
    return [...comfy, ...asked.map((one) => toPack(one === of ? { ...of, lines } : one))];
  };
  return findFitting(areas, { pack: name, wish, versions: older.map(({ version }) => version), packsAt }, signal);
}

/** The releases between where ComfyUI stands and where it is to go, newest first. */
async function readBetween({ code }: PlanAreas, target: string): Promise<string[]> {
  const { releases, current } = await code.releases('local');
  const aim = releases.find(({ commit }) => commit === target);
  const until = aim === undefined ? Number.POSITIVE_INFINITY : Date.parse(aim.date);
  const since = Date.parse(current.date ?? '');
  const between = releases.filter(({ kind, isCurrent, date }) => {
    const time = Date.parse(date);
    return kind === 'release' && !isCurrent && since < time && time < until;
  });
  return between.map(({ version }) => version);
}

/** The newest release below the version of ComfyUI that was asked for with which there is a solution. */
async function findOlderComfy(
  areas: PlanAreas,
  { commit, wish }: { commit: string | null; wish: PlanWish },
  signal: AbortSignal,
): Promise<WayOut[]> {
  if (commit === null) return [];
  const versions = await readBetween(areas, commit).catch(() => []);
  const packsAt: Fitting['packsAt'] = async (version) => {
    const needs = await areas.code.needs({ target_version: version }, signal).catch(() => null);
    return needs && wish.packs.map((one) => (one.isWhole === true ? { ...one, lines: needs.lines } : one));
  };
  return findFitting(areas, { pack: comfyName, wish, versions, packsAt }, signal);
}

/** Whether a side is a pack, or one of its optional groups. */
const isOfPack = (side: string, pack: string): boolean => side === pack || side.startsWith(`${pack} [`);

/** Answers what a change would do to the packages: the packs' lines as they are known, one resolve, and where it is impossible an older version that fits. */
export async function planPackages(areas: PlanAreas, question: PlanQuestion): Promise<PackagePlan> {
  const { signal } = new AbortController();
  const [asked, leaving, comfy] = await Promise.all([
    readAsked(areas, question),
    findLeaving(areas, question),
    readComfy(areas, question, signal),
  ]);
  const coming = { packs: comfy.packs, leavingDirs: [...leaving, ...comfy.leavingDirs] };
  const wish = toWish(asked, coming, question);
  const plan = await areas.python.plan(wish, signal);
  const doubts = asked.flatMap(({ lines }) => lines.doubts);
  const isCertain = doubts.length === 0;
  const notes = [...plan.notes, ...[...comfy.notes, ...doubts].map((note) => spell(note))];
  const known = { ...plan, isCertain, notes, ...(!isCertain && { words: { doubts } }) };
  if (plan.outcome !== 'impossible') return known;
  const isGuilty = (one: string): boolean =>
    plan.conflict?.sides.some(({ kind, name }) => kind === 'candidate' && isOfPack(name, one)) === true;
  const guilty = asked.filter(({ lines }) => isGuilty(lines.name));
  const older = await Promise.all([
    ...guilty.map((of) => findOlder(areas, { asked, of, wish }, signal)),
    ...(isGuilty(comfyName) ? [findOlderComfy(areas, { commit: comfy.commit, wish }, signal)] : []),
  ]);
  return { ...known, waysOut: [...older.flat(), ...plan.waysOut] };
}
