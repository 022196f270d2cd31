import type { PackagePlan, PlanQuestion, WayOut } from '../contract/python/package-plan';
import type { Areas } from './areas';
import type { AskedLines } from './packs/details/asked-lines';
import type { PlanWish } from './python/plan/planner';

type PlanAreas = Pick<Areas, 'python' | 'details' | 'packs'>;

/** Older versions of a pack that are looked at for one that fits. */
const mostOlder = 6;

interface Asked {
  key: string;
  lines: AskedLines;
  pip: readonly string[];
}

async function readAsked({ details }: PlanAreas, { packs = [] }: PlanQuestion): Promise<Asked[]> {
  return Promise.all(
    packs.map(async ({ key, to, pip = [] }) => ({ key, lines: await details.askedLines(key, to ?? null), pip })),
  );
}

async function findLeaving({ packs }: PlanAreas, { without = [] }: PlanQuestion): Promise<string[]> {
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

function toWish(asked: readonly Asked[], leaving: readonly string[], question: PlanQuestion): PlanWish {
  const replaced = asked.flatMap(({ lines: { dir } }) => dir ?? []);
  return {
    packs: asked.map(toPack),
    packages: question.packages ?? [],
    remove: question.remove ?? [],
    leavingDirs: [...leaving, ...replaced],
    leaveOut: question.leave_out ?? [],
    policy: question.requirement_policy,
  };
}

/** Packs that a new environment is to have room for, with what they ask for, and the folders that they replace. */
export async function readComing(
  areas: PlanAreas,
  packs: PlanQuestion['packs'],
): Promise<Pick<PlanWish, 'packs' | 'leavingDirs'>> {
  const { packs: coming, leavingDirs } = toWish(await readAsked(areas, { packs }), [], {});
  return { packs: coming, leavingDirs };
}

/** The newest of the older versions of a pack with which there is a solution. */
async function findOlder(
  areas: PlanAreas,
  { asked, of, wish }: { asked: readonly Asked[]; of: Asked; wish: PlanWish },
  signal: AbortSignal,
): Promise<WayOut[]> {
  const { registryId, name } = of.lines;
  if (registryId === null) return [];
  const { versions } = await areas.details.versions(of.key).catch(() => ({ versions: [] }));
  const numbers = versions
    .filter(({ kind, status }) => kind === 'registry' && status === 'active')
    .slice(1, 1 + mostOlder);
  for (const { version } of numbers) {
    const lines = await areas.details.askedLines(of.key, version).catch(() => null);
    if (lines?.isCertain !== true) continue;
    const packs = asked.map((one) => toPack(one === of ? { ...of, lines } : one));
    const plan = await areas.python.plan({ ...wish, packs }, signal);
    if (plan.outcome !== 'impossible') return [{ kind: 'older-version', pack: name, version }];
  }
  return [];
}

function notesOf(asked: readonly Asked[]): string[] {
  return asked.flatMap(({ lines: { isCertain, name } }) =>
    isCertain
      ? []
      : [
          `The registry does not say what this version of ${name} asks for, so its repository was read. Its own files are looked at when it is installed.`,
        ],
  );
}

/** Answers what a change would do to the packages: the packs' lines as they are known, one resolve, and where it is impossible an older version that fits. */
export async function planPackages(areas: PlanAreas, question: PlanQuestion): Promise<PackagePlan> {
  const { signal } = new AbortController();
  const [asked, leaving] = await Promise.all([readAsked(areas, question), findLeaving(areas, question)]);
  const wish = toWish(asked, leaving, question);
  const plan = await areas.python.plan(wish, signal);
  const notes = [...plan.notes, ...notesOf(asked)];
  const isCertain = asked.every(({ lines }) => lines.isCertain);
  if (plan.outcome !== 'impossible') return { ...plan, isCertain, notes };
  const guilty = asked.filter(({ lines }) =>
    plan.conflict?.sides.some(({ kind, name }) => kind === 'candidate' && name === lines.name),
  );
  const older = await Promise.all(guilty.map((of) => findOlder(areas, { asked, of, wish }, signal)));
  return { ...plan, isCertain, notes, waysOut: [...older.flat(), ...plan.waysOut] };
}
