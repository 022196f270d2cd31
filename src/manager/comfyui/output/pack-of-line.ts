/**
 * Tells of a line which pack it is about; null where it does not say. `from` names the output, since lines of the two come interleaved:
 * what stands in a traceback below a frame of a pack, the exception included, is about that pack.
 */
export type PackOfLine = (line: string, from: 'stdout' | 'stderr') => string | null;

const inPacks = /[\\/]custom_nodes[\\/]/;
/** `[ComfyUI-Foo] loaded`, as many packs begin their lines, with colours or a level before it. */
const bracketed = /^(?:\s|\x1b\[[\d;]*m|\[(?:DEBUG|INFO|WARNING|ERROR)\])*\[([^\]]{2,80})\]/;

/** A name as its pack may write it: `[ImpactPack]` of `ComfyUI-Impact-Pack`. */
function loosen(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\.py$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return plain.replace(/^comfyui/, '') || plain;
}

/** By the loosened name; what two packs share names none. */
function indexLoosely(names: readonly string[]): ReadonlyMap<string, string | null> {
  const index = new Map<string, string | null>();
  for (const name of names) index.set(loosen(name), index.has(loosen(name)) ? null : name);
  return index;
}

/** The pack of a path: the longest name that stands there whole, since names may hold spaces and begin alike. */
function packOfPath(line: string, longestFirst: readonly string[]): string | null {
  const at = inPacks.exec(line);
  if (at === null) return null;
  const rest = line.slice(at.index + at[0].length);
  const isWhole = (name: string) => /^(?:[\\/"'`\s:;,)\]]|$)/.test(rest.slice(name.length, name.length + 1));
  return longestFirst.find((name) => rest.startsWith(name) && isWhole(name)) ?? null;
}

const frame = /^\s+File "/;

/** Which pack a line names itself. */
function createNamedPack(names: readonly string[]): (line: string) => string | null {
  const longestFirst = names.toSorted((a, b) => b.length - a.length);
  const loosely = indexLoosely(names);
  return (line) => {
    if (line.includes('custom_nodes')) return packOfPath(line, longestFirst);
    const tag = line.includes('[') ? bracketed.exec(line)?.[1] : undefined;
    return tag === undefined ? null : (loosely.get(loosen(tag)) ?? null);
  };
}

/** Makes the reader of a run for the packs that are there: `names` below `custom_nodes`. */
export function createPackOfLine(names: readonly string[]): PackOfLine {
  const namedIn = createNamedPack(names);
  const traced: { stdout: string | null; stderr: string | null } = { stdout: null, stderr: null };
  return (line, from) => {
    const named = namedIn(line);
    const carried = traced[from];
    if (named !== null && frame.test(line)) traced[from] = named;
    // The exception is the first line that stands at the margin again.
    else if (carried !== null && !/^\s/.test(line)) traced[from] = null;
    return named ?? carried;
  };
}
