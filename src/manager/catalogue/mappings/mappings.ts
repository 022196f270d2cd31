import { beginSlice, forEachInSlices } from '../../../base/async/time-slice';
import type { LocalPack } from '../../../contract/packs/local-packs';
import type { PackMappings } from '../../../contract/packs/catalogue-packs';
import { addressKey, isComfyCore } from '../sources/addresses';
import type { NodeMapEntry } from '../sources/channel-data';
import { textOf, textsOf, type LooseObject } from '../sources/loose-json';
import { addLoadedClasses, moduleNameOf, type LoadedInput, type MappingRow } from './loaded';
import type { PackIndex } from '../table/pack-index';

export interface MappingsInput {
  nodeMap: readonly NodeMapEntry[];
  installed: readonly LocalPack[];
  /** Node class -> `python_module` of the running ComfyUI; empty when none runs. */
  loadedClasses: ReadonlyMap<string, string>;
  registryIdOf: (repository: string) => string | null;
  /** The catalogue, for the registry's spelling and the titles of installed packs. */
  index: PackIndex;
  /** Whether names that one pack claims are taken away from the others (mode `nickname`). */
  isPreempted: boolean;
}

/** Gives every address the key of its row. */
interface Keys {
  ofId(id: string): string;
  ofAddress(url: string): string;
}

/**
 * Registry ids by address, else the address. Ids that differ only in letter case are one key, written as the registry writes it (beats
 * W50); addresses that mean one repository are one key, those of same-named repositories are not (beats W29).
 */
function createKeys({ installed, registryIdOf, index }: MappingsInput): Keys {
  const byId = new Map<string, string>();
  const byAddress = new Map<string, string>();
  const own = new Map<string, string>();
  const ofId = (id: string): string => {
    const folded = id.toLowerCase();
    const listed = index.find(id)?.registryId ?? '';
    const key = byId.get(folded) ?? (listed.toLowerCase() === folded ? listed : id);
    byId.set(folded, key);
    return key;
  };
  // The installed packs' own knowledge: it is there without any network.
  for (const pack of installed) {
    if (pack.registryId !== null && pack.repository !== null) own.set(addressKey(pack.repository), pack.registryId);
  }
  const claim = (url: string, address: string): string => {
    if (isComfyCore(url)) return url;
    const id = registryIdOf(url) ?? own.get(address);
    return id === undefined ? url : ofId(id);
  };
  return {
    ofId,
    ofAddress: (url) => {
      const address = addressKey(url);
      const key = byAddress.get(address) ?? claim(url, address);
      byAddress.set(address, key);
      return key;
    },
  };
}

function joinRows(a: MappingRow | undefined, b: MappingRow): MappingRow {
  return a === undefined ? b : [[...new Set([...a[0], ...b[0]])], { ...a[1], ...b[1] }];
}

/** `title_aux` is what web UIs show; a few rows of the file have none. */
function withTitle(url: string, metadata: LooseObject): Record<string, unknown> {
  if (textOf(metadata['title_aux']) !== '') return metadata;
  const title = textOf(metadata['title']) || (url.replace(/\/+$/, '').split('/').at(-1) ?? url);
  return { ...metadata, title_aux: title };
}

/** The catalogue's title of a pack on disk, else its own name. */
function titleOf(pack: LocalPack, index: PackIndex): string {
  const listed = index.find(pack.registryId ?? pack.repository ?? '');
  const isSame = pack.registryId === null || listed?.registryId?.toLowerCase() === pack.registryId.toLowerCase();
  return isSame && listed !== null ? listed.title : pack.name;
}

/** Rows for all installed packs, and where the classes of the enabled ones belong. */
function addInstalled(rows: Map<string, MappingRow>, input: MappingsInput, keys: Keys): LoadedInput['packs'] {
  const loaded = new Map<string, { pack: LocalPack; key: string }>();
  for (const pack of input.installed) {
    const place = pack.repository === null ? pack.key : keys.ofAddress(pack.repository);
    const key = pack.registryId === null ? place : keys.ofId(pack.registryId);
    if (!rows.has(key)) rows.set(key, [[], { title_aux: titleOf(pack, input.index) }]);
    if (pack.enabled) loaded.set(moduleNameOf(pack), { pack, key });
  }
  return loaded;
}

/**
 * Which node classes each pack brings, keyed by registry id when one is known, else by address (docs/reference/on-disk.md 24): what the channel
 * says, what ComfyUI has loaded, and every installed pack even when neither knows it. Gives way to other work while it computes.
 */
export async function buildMappings(input: MappingsInput): Promise<PackMappings> {
  const slice = beginSlice();
  const rows = new Map<string, MappingRow>();
  const keys = createKeys(input);
  await forEachInSlices(input.nodeMap, slice, ({ url, nodeClasses, metadata }) => {
    const key = keys.ofAddress(url);
    rows.set(key, joinRows(rows.get(key), [nodeClasses, withTitle(url, metadata)]));
  });
  const packs = addInstalled(rows, input, keys);
  await addLoadedClasses(rows, { loadedClasses: input.loadedClasses, packs }, slice);
  if (input.isPreempted) await removePreempted(rows);
  return Object.fromEntries(rows);
}

/** Takes node classes that one pack claims for itself, and those of ComfyUI, away from all others. */
async function removePreempted(rows: Map<string, MappingRow>): Promise<void> {
  const slice = beginSlice();
  const claimed = new Set<string>();
  await forEachInSlices(rows, slice, ([key, [names, metadata]]) => {
    for (const name of isComfyCore(key) ? names : textsOf(metadata['preemptions'])) claimed.add(name);
  });
  await forEachInSlices([...rows], slice, ([key, [names, metadata]]) => {
    if (isComfyCore(key) || !names.some((name) => claimed.has(name))) return;
    const own = new Set(textsOf(metadata['preemptions']));
    rows.set(key, [names.filter((name) => own.has(name) || !claimed.has(name)), metadata]);
  });
}
