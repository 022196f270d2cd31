import type { LocalPack, PackMappings } from '../../contract/packs';
import { addressKey, isComfyCore } from './addresses';
import type { NodeMapEntry } from './channel-data';
import { textsOf } from './loose-json';

export interface MappingsInput {
  nodeMap: readonly NodeMapEntry[];
  installed: readonly LocalPack[];
  registryIdOf: (repository: string) => string | null;
}

type Row = PackMappings[string];

/** Registry ids by address, the installed packs' own knowledge first: it is there without any network. */
function createNaming({ installed, registryIdOf }: MappingsInput): (url: string) => string | null {
  const own = new Map<string, string>();
  for (const pack of installed) {
    if (pack.registryId !== null && pack.repository !== null) own.set(addressKey(pack.repository), pack.registryId);
  }
  return (url) => own.get(addressKey(url)) ?? registryIdOf(url);
}

function joinRows(a: Row | undefined, b: Row): Row {
  return a === undefined ? b : [[...new Set([...a[0], ...b[0]])], { ...a[1], ...b[1] }];
}

/** Which node classes each pack brings, keyed by registry id when one is known, else by address (operations.md 6.8). Installed packs are always in it. */
export function buildMappings(input: MappingsInput): PackMappings {
  const nameOf = createNaming(input);
  const rows = new Map<string, Row>();
  const keys = new Map<string, string>();
  const keyOf = (url: string) => keys.get(addressKey(url)) ?? nameOf(url) ?? url;
  for (const { url, nodeClasses, metadata } of input.nodeMap) {
    const key = keyOf(url);
    rows.set(key, joinRows(rows.get(key), [nodeClasses, metadata]));
    keys.set(addressKey(url), key);
  }
  for (const pack of input.installed) {
    const key = pack.registryId ?? (pack.repository === null ? pack.key : keyOf(pack.repository));
    if (!rows.has(key)) rows.set(key, [[], { title_aux: pack.name }]);
  }
  return Object.fromEntries(rows);
}

/** Takes node classes that one pack claims for itself, and those of ComfyUI, away from all others (mode `nickname`). */
export function removePreempted(mappings: PackMappings): PackMappings {
  const claimed = new Set<string>();
  for (const [key, [nodeClasses, metadata]] of Object.entries(mappings)) {
    for (const name of isComfyCore(key) ? nodeClasses : textsOf(metadata['preemptions'])) claimed.add(name);
  }
  return Object.fromEntries(
    Object.entries(mappings).map(([key, [nodeClasses, metadata]]): [string, Row] => {
      const own = new Set(textsOf(metadata['preemptions']));
      const kept = isComfyCore(key) ? nodeClasses : nodeClasses.filter((name) => own.has(name) || !claimed.has(name));
      return [key, [kept, metadata]];
    }),
  );
}
