import type { ImportDiagnosis } from '../../contract/comfyui/imports';
import type { LocalPacksAnswer } from '../../contract/packs/local-packs';
import type { PackStanding, PackStates } from '../../contract/packs/pack-state';
import type { LocalPack } from '../../contract/packs/local-packs';
import { judgePack, judgeRemoved, type PackOnDisk, type PackRun } from '../comfyui/process/pack-states';
import { createPackListRevisions } from './pack-list-revisions';
import { nothingFound, withNewer, type StoredFindings } from '../packs/inventory/found-updates';
import { HeldPacks, withHolds } from '../packs/inventory/holds';
import type { PackCopy } from '../packs/inventory/inventory';
import { withGroups } from '../packs/inventory/shown-groups';
import type { Areas } from '../areas';

/** Packs and copies are frozen and live as long as nothing about them changes: of 2,000 a task changes one. */
const onDisk = new WeakMap<PackCopy, PackOnDisk>();
const shown = new WeakMap<LocalPack, Shown>();

/** What a start of ComfyUI, or a log, says of packs. */
interface RunFacts {
  run: PackRun | null;
  logged: ReadonlyMap<string, string>;
}

/** A pack as it was shown last, and what that was judged by. */
interface Shown extends RunFacts {
  copy: PackCopy;
  pack: Readonly<LocalPack>;
}

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
  /**
   * The packs on disk, each with its hold and with what it is to ComfyUI; what says the same as before is the same object. With the revision of
   * an earlier answer only what differs.
   */
  local(since?: string): Promise<LocalPacksAnswer>;
  /** The same for scripts, with the packs that were removed and that ComfyUI still has. */
  states(): Promise<PackStates>;
}

const noHolds = new HeldPacks(new Map());
const nothingLogged: ReadonlyMap<string, string> = new Map();

/** Where a file of ours cannot be read the list is shown all the same; whatever would act on holds says why it does not. */
async function readHolds({ packs }: Pick<Areas, 'packs'>): Promise<HeldPacks> {
  return packs.holds.read().catch(() => noHolds);
}

async function readFound({ packs }: Pick<Areas, 'packs'>): Promise<StoredFindings> {
  return packs.found.read().catch(() => nothingFound);
}

async function readChosen({ packs }: Pick<Areas, 'packs'>): Promise<ReadonlyMap<string, string>> {
  return packs.chosenGroups().catch(() => new Map<string, string>());
}

function isSameStanding(a: PackStanding | undefined, b: PackStanding): boolean {
  return a?.state === b.state && a.reason === b.reason && a.runningVersion === b.runningVersion;
}

function withStanding(pack: LocalPack, copy: PackCopy, { run, logged }: RunFacts): Readonly<LocalPack> {
  const known = shown.get(pack);
  // The same copy, the same start and the same log always give the same state.
  if (known?.copy === copy && known.run === run && known.logged === logged) return known.pack;
  const standing = judgePack(toPackOnDisk(copy), run, logged);
  const isSame = known !== undefined && isSameStanding(known.pack.standing, standing);
  const now = isSame ? known.pack : Object.freeze({ ...pack, standing });
  shown.set(pack, { copy, run, logged, pack: now });
  return now;
}

/** The log is asked only where this app has started no ComfyUI. */
async function readRunFacts({ comfy }: Pick<Areas, 'comfy'>): Promise<RunFacts> {
  const run = comfy.packRun();
  const failures = run === null ? await comfy.failures() : [];
  if (failures.length === 0) return { run, logged: nothingLogged };
  return { run, logged: new Map(failures.map(({ name, msg }) => [name, msg.split('\n', 1)[0] ?? msg])) };
}

/** What did not import, without what has been repaired, removed or disabled since: only a pack that did not load as it is now counts as one. */
export function ofPacksThatFailed(
  diagnoses: () => Promise<ImportDiagnosis[]>,
  standings: PackStandings,
): () => Promise<ImportDiagnosis[]> {
  return async () => {
    const found = await diagnoses();
    if (found.length === 0) return found;
    const states = Object.values(await standings.states());
    const failed = new Set(states.filter(({ state }) => state === 'did-not-load').map(({ name }) => name));
    return found.filter(({ name }) => failed.has(name));
  };
}

/** Makes the readings on top of what is in memory: packs as they are on disk, and what the last process of ComfyUI said. */
export function createPackStandings(areas: Pick<Areas, 'packs' | 'comfy'>): PackStandings {
  const { packs, comfy } = areas;
  const answer = createPackListRevisions();
  const list = async (): Promise<LocalPack[]> => {
    const [listed, held, sayings] = await Promise.all([packs.listWithCopies(), readHolds(areas), readRunFacts(areas)]);
    const [found, chosen] = await Promise.all([readFound(areas), readChosen(areas)]);
    const packsWithGroups = withGroups(listed.packs, listed.copies, chosen);
    return withNewer(withHolds(packsWithGroups, held), found).flatMap((pack, at) => {
      const copy = listed.copies[at];
      return copy === undefined ? [] : withStanding(pack, copy, sayings);
    });
  };
  return {
    local: async (since) => answer(await list(), since),
    async states() {
      const [listed, copies] = await Promise.all([list(), packs.copies()]);
      const rows = listed.flatMap(({ key, name, version, enabled, hold, standing }) =>
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
