import { writtenOnce } from '../base/text/json-text';
import type { PackStanding, PackStates } from '../contract/pack-state';
import type { LocalPack } from '../contract/packs';
import { judgePack, judgeRemoved, type PackOnDisk } from './comfyui/process/pack-states';
import type { PackCopy } from './packs/inventory/inventory';
import type { Areas } from './areas';

/** Packs and copies are frozen and live as long as nothing about them changes: of 2,000 a task changes one. */
const onDisk = new WeakMap<PackCopy, PackOnDisk>();
const shown = new WeakMap<LocalPack, Readonly<LocalPack>>();
const places = new WeakMap<LocalPack, string>();

/** A copy by the name under which ComfyUI knows it, or would. */
function toPackOnDisk(copy: PackCopy): PackOnDisk {
  const known = onDisk.get(copy);
  if (known !== undefined) return known;
  const { originName, enabled, version, identity } = copy;
  const pack = { name: originName, enabled, version, identity };
  onDisk.set(copy, pack);
  return pack;
}

/** What a start of ComfyUI asks of the packs. */
export function packsForComfy(packs: Pick<Areas['packs'], 'installed' | 'copies'>) {
  return {
    installedPacks: packs.installed,
    packsOnDisk: async (): Promise<PackOnDisk[]> => (await packs.copies()).map(toPackOnDisk),
  };
}

/** The state of every pack, computed at one place for both doors. */
export interface PackStandings {
  /** The packs on disk, each with its hold and with what it is to ComfyUI; what says the same as before is the same object, and the whole as well. */
  local(): Promise<{ packs: LocalPack[] }>;
  /** The same for scripts, with the packs that were removed and that ComfyUI still has. */
  states(): Promise<PackStates>;
}

/** Where a file of ours cannot be read the list is shown all the same; whatever would act on holds says why it does not. */
async function listForWindow({ packs }: Pick<Areas, 'packs'>): Promise<LocalPack[]> {
  return packs.listWithHolds().catch(() => packs.list());
}

/** Equal for a pack of the list and the copy that it stands for. */
function placeOf(pack: LocalPack): string {
  const known = places.get(pack);
  if (known !== undefined) return known;
  const place = `${String(pack.enabled)} ${pack.name}`;
  places.set(pack, place);
  return place;
}

function isSameStanding(a: PackStanding | undefined, b: PackStanding): boolean {
  return a?.state === b.state && a.reason === b.reason && a.runningVersion === b.runningVersion;
}

function withStanding(pack: LocalPack, standing: PackStanding): Readonly<LocalPack> {
  const known = shown.get(pack);
  if (known !== undefined && isSameStanding(known.standing, standing)) return known;
  const now = writtenOnce({ ...pack, standing });
  shown.set(pack, now);
  return now;
}

/** Only where this app has started no ComfyUI is a log asked. */
async function readLogged({ comfy }: Pick<Areas, 'comfy'>): Promise<ReadonlyMap<string, string>> {
  const failures = comfy.packRun() === null ? await comfy.failures() : [];
  return new Map(failures.map(({ name, msg }) => [name, msg.split('\n', 1)[0] ?? msg]));
}

/** Makes the readings on top of what is in memory: packs as they are on disk, and what the last process of ComfyUI said. */
export function createPackStandings(areas: Pick<Areas, 'packs' | 'comfy'>): PackStandings {
  const { packs, comfy } = areas;
  let last: { packs: LocalPack[] } = { packs: [] };
  const local = async (): Promise<{ packs: LocalPack[] }> => {
    const [list, copies, logged] = await Promise.all([listForWindow(areas), packs.copies(), readLogged(areas)]);
    const byPlace = new Map<string, PackCopy>();
    for (const copy of copies) byPlace.set(placeOf(copy), copy);
    const run = comfy.packRun();
    const now = list.map((pack) => {
      const copy = byPlace.get(placeOf(pack));
      // Removed since it was listed: the next answer does not have it.
      return copy === undefined ? pack : withStanding(pack, judgePack(toPackOnDisk(copy), run, logged));
    });
    const isSame = now.length === last.packs.length && now.every((pack, at) => pack === last.packs[at]);
    if (!isSame) last = Object.freeze({ packs: now });
    return last;
  };
  return {
    local,
    async states() {
      const [{ packs: list }, copies] = await Promise.all([local(), packs.copies()]);
      const rows = list.flatMap(({ key, name, version, enabled, hold, standing }) =>
        standing === undefined
          ? []
          : [[key, { name, version, enabled, held: hold !== undefined, ...standing }] as const],
      );
      const gone = [...judgeRemoved(copies.map(toPackOnDisk), comfy.packRun())].map(
        ([name, standing]) => [name, { name, version: '', enabled: false, held: false, ...standing }] as const,
      );
      return Object.fromEntries([...gone, ...rows]);
    },
  };
}
