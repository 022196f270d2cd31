import type { PackStates } from '../contract/pack-state';
import type { LocalPack } from '../contract/packs';
import { judgePack, judgeRemoved, type PackOnDisk } from './comfyui/process/pack-states';
import type { PackCopy } from './packs/inventory/inventory';
import type { Areas } from './areas';

/** A copy by the name under which ComfyUI knows it, or would. */
function toPackOnDisk({ originName, enabled, version, identity }: PackCopy): PackOnDisk {
  return { name: originName, enabled, version, identity };
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
  /** The packs on disk, each with its hold and with what it is to ComfyUI. */
  local(): Promise<LocalPack[]>;
  /** The same for scripts, with the packs that were removed and that ComfyUI still has. */
  states(): Promise<PackStates>;
}

/** Where a file of ours cannot be read the list is shown all the same; whatever would act on holds says why it does not. */
async function listForWindow({ packs }: Pick<Areas, 'packs'>): Promise<LocalPack[]> {
  return packs.listWithHolds().catch(() => packs.list());
}

const placeOf = ({ name, enabled }: Pick<LocalPack, 'name' | 'enabled'>) => `${String(enabled)} ${name}`;

/** Only where this app has started no ComfyUI is a log asked. */
async function readLogged({ comfy }: Pick<Areas, 'comfy'>): Promise<ReadonlyMap<string, string>> {
  const failures = comfy.packRun() === null ? await comfy.failures() : [];
  return new Map(failures.map(({ name, msg }) => [name, msg.split('\n', 1)[0] ?? msg]));
}

/** Makes the readings on top of what is in memory: packs as they are on disk, and what the last process of ComfyUI said. */
export function createPackStandings(areas: Pick<Areas, 'packs' | 'comfy'>): PackStandings {
  const { packs, comfy } = areas;
  const local = async (): Promise<LocalPack[]> => {
    const [list, copies, logged] = await Promise.all([listForWindow(areas), packs.copies(), readLogged(areas)]);
    const byPlace = new Map(copies.map((copy) => [placeOf(copy), toPackOnDisk(copy)]));
    const run = comfy.packRun();
    return list.map((pack) => {
      const copy = byPlace.get(placeOf(pack));
      // Removed since it was listed: the next answer does not have it.
      return copy === undefined ? pack : { ...pack, standing: judgePack(copy, run, logged) };
    });
  };
  return {
    local,
    async states() {
      const [list, copies] = await Promise.all([local(), packs.copies()]);
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
