import { forEachInSlices, type TimeSlice } from '../../../base/async/time-slice';
import type { LocalPack } from '../../../contract/packs/local-packs';
import type { PackMappings } from '../../../contract/packs/catalogue-packs';
import { isComfyCore } from '../sources/addresses';
import { textOf } from '../sources/loose-json';
import { matchPatterns } from './patterns';

/** The node classes of one pack, and what is said of it. */
export type MappingRow = PackMappings[string];

export interface LoadedInput {
  /** Node class -> `python_module` of the running ComfyUI, e.g. `custom_nodes.my-pack`. */
  loadedClasses: ReadonlyMap<string, string>;
  /** Enabled packs by the name ComfyUI imports them under. */
  packs: ReadonlyMap<string, { pack: LocalPack; key: string }>;
}

const packModule = 'custom_nodes.';

/** The name a pack is imported under: its folder, or its file without the ending. */
export function moduleNameOf(pack: LocalPack): string {
  return pack.source === 'file' ? pack.name.replace(/\.py$/, '') : pack.name;
}

/** Names to add, by the key of their row. */
type Additions = Map<string, Set<string>>;

function add(additions: Additions, key: string, name: string): void {
  const names = additions.get(key);
  if (names === undefined) additions.set(key, new Set([name]));
  else names.add(name);
}

async function collectListed(rows: ReadonlyMap<string, MappingRow>, slice: TimeSlice): Promise<ReadonlySet<string>> {
  const listed = new Set<string>();
  await forEachInSlices(rows.values(), slice, ([names]) => {
    for (const name of names) listed.add(name);
  });
  return listed;
}

/** Which pack a class comes from, and whether that is certain or a pattern may still name another. */
interface Origin {
  key: string | null;
  isCertain: boolean;
}

/**
 * What ComfyUI says of a class is exact. A pattern may still name the pack of a class that comes from a plain folder or file, which can
 * be somebody's copy of a listed pack; classes of known packs and of ComfyUI itself are not guessed at.
 */
function originOf(module: string, packs: LoadedInput['packs'], coreKey: string | null): Origin {
  if (module === '') return { key: null, isCertain: false };
  if (!module.startsWith(packModule)) return { key: coreKey, isCertain: true };
  const found = packs.get(module.slice(packModule.length));
  if (found === undefined) return { key: null, isCertain: false };
  return { key: found.key, isCertain: found.pack.source === 'registry' || found.pack.source === 'git' };
}

interface Attribution {
  additions: Additions;
  /** Classes whose pack only a name pattern can tell. */
  unknown: string[];
}

function attribute(
  rows: ReadonlyMap<string, MappingRow>,
  input: LoadedInput,
  listed: ReadonlySet<string>,
): Attribution {
  const coreKey = [...rows.keys()].find(isComfyCore) ?? null;
  const additions: Additions = new Map();
  const unknown: string[] = [];
  for (const [name, module] of input.loadedClasses) {
    const { key, isCertain } = originOf(module, input.packs, coreKey);
    // An exact answer counts even where another pack lists the class too.
    if (key !== null && (key !== coreKey || !listed.has(name))) add(additions, key, name);
    if (!isCertain && !listed.has(name)) unknown.push(name);
  }
  return { additions, unknown };
}

/** Adds the node classes of the running ComfyUI to the rows of the packs that bring them. */
export async function addLoadedClasses(
  rows: Map<string, MappingRow>,
  input: LoadedInput,
  slice: TimeSlice,
): Promise<void> {
  if (input.loadedClasses.size === 0) return;
  const listed = await collectListed(rows, slice);
  const { additions, unknown } = attribute(rows, input, listed);
  const patterns = [...rows].flatMap(([key, [, { nodename_pattern: pattern }]]) => {
    const text = textOf(pattern);
    return text === '' ? [] : [{ key, text }];
  });
  const matches = await matchPatterns(
    patterns.map(({ text }) => text),
    unknown,
    slice,
  );
  for (const { key, text } of patterns) for (const name of matches.get(text) ?? []) add(additions, key, name);
  for (const [key, added] of additions) {
    const row = rows.get(key);
    if (row !== undefined) rows.set(key, [[...new Set([...row[0], ...added])], row[1]]);
  }
}
