import type { PlanConflict, WayOut } from '../../contract/python/package-plan';
import { msg, packMessage, type Sentence } from '../../contract/text/message';
import type { Areas } from '../areas';
import {
  comfyName,
  toPack,
  type RequestedPack,
  type PackAreas,
  type PlanAreas,
  type ReadQuestion,
} from './plan-question';
import type { PlanRequest } from '../python/plan/planner';

/** Older versions of a pack that are looked at for one that fits. */
const mostOlder = 6;

interface Fitting {
  pack: string;
  request: PlanRequest;
  /** Newest first. */
  versions: readonly string[];
  /** What is asked for with a version; null where nobody knows it for certain. */
  packsAt: (version: string) => Promise<PlanRequest['packs'] | null>;
}

/** The older versions that fit, and what is to be said of those that were not tried. */
interface OlderVersions {
  waysOut: WayOut[];
  notes: Sentence[];
}

const nothingOlder: OlderVersions = { waysOut: [], notes: [] };

function noteUnread(pack: string, versions: readonly string[]): Sentence[] {
  if (versions.length === 0) return [];
  return [
    msg`Older versions of "${packMessage(pack)}" that were not tried, because their requirements could not be read: ${versions.join(', ')}.`,
  ];
}

/** The newest of some versions with which there is a solution. */
async function findFitting(
  { python }: Pick<Areas, 'python'>,
  { pack, request, versions, packsAt }: Fitting,
  signal: AbortSignal,
): Promise<OlderVersions> {
  const unread: string[] = [];
  for (const version of versions.slice(0, mostOlder)) {
    const packs = await packsAt(version);
    if (packs === null) {
      unread.push(version);
      continue;
    }
    const { outcome } = await python.plan({ ...request, packs }, signal);
    if (outcome === 'changes' || outcome === 'nothing')
      return { waysOut: [{ kind: 'older-version', pack, version }], notes: noteUnread(pack, unread) };
  }
  return { waysOut: [], notes: noteUnread(pack, unread) };
}

/** The newest of the older versions of a pack with which there is a solution. */
async function findOlder(
  areas: PackAreas,
  { requested, of, request }: { requested: readonly RequestedPack[]; of: RequestedPack; request: PlanRequest },
  signal: AbortSignal,
): Promise<OlderVersions> {
  const { registryId, name } = of.lines;
  if (registryId === null || of.version.stays === true) return nothingOlder;
  const { versions } = await areas.details.versions(of.key).catch(() => ({ versions: [] }));
  const active = versions.filter(({ kind, status }) => kind === 'registry' && status === 'active');
  const older = active.slice(
    Math.max(
      0,
      active.findIndex(({ version }) => version === of.version.to),
    ) + 1,
  );
  const comfy = request.packs.filter(({ isWhole }) => isWhole === true);
  const packsAt: Fitting['packsAt'] = async (version) => {
    const lines = await areas.details.requestedLines(of.key, { ...of.version, to: version }).catch(() => null);
    if (lines === null || lines.doubts.length > 0) return null;
    return [...comfy, ...requested.map((one) => toPack(one === of ? { ...of, lines } : one))];
  };
  return findFitting(areas, { pack: name, request, versions: older.map(({ version }) => version), packsAt }, signal);
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
  { commit, request }: { commit: string | null; request: PlanRequest },
  signal: AbortSignal,
): Promise<OlderVersions> {
  if (commit === null) return nothingOlder;
  const versions = await readBetween(areas, commit).catch(() => []);
  const packsAt: Fitting['packsAt'] = async (version) => {
    const needs = await areas.code.needs({ target_version: version }, signal).catch(() => null);
    return needs && request.packs.map((one) => (one.isWhole === true ? { ...one, lines: needs.lines } : one));
  };
  return findFitting(areas, { pack: comfyName, request, versions, packsAt }, signal);
}

/** Whether a side is a pack, or one of its optional groups. */
const isOfPack = (side: string, pack: string): boolean => side === pack || side.startsWith(`${pack} [`);

/** Those of the packs of a question that are a side of a conflict. Pure. */
export function findGuilty(
  requested: readonly RequestedPack[],
  { sides }: Pick<PlanConflict, 'sides'>,
): readonly RequestedPack[] {
  return requested.filter(({ lines }) => isSide(lines.name, sides));
}

const isSide = (pack: string, sides: PlanConflict['sides']): boolean =>
  sides.some(({ kind, name }) => kind === 'candidate' && isOfPack(name, pack));

/** Of the packs, and the ComfyUI, that are sides of a conflict: the newest older version with which there is a solution. Throws `cancelled`, and what a plan throws. */
export async function findOlderVersions(
  areas: PlanAreas,
  { requested, commit, request }: ReadQuestion,
  { conflict, signal }: { conflict: Pick<PlanConflict, 'sides'>; signal: AbortSignal },
): Promise<OlderVersions> {
  const older = await Promise.all([
    ...findGuilty(requested, conflict).map((of) => findOlder(areas, { requested, of, request }, signal)),
    ...(isSide(comfyName, conflict.sides) ? [findOlderComfy(areas, { commit, request }, signal)] : []),
  ]);
  return { waysOut: older.flatMap(({ waysOut }) => waysOut), notes: older.flatMap(({ notes }) => notes) };
}
