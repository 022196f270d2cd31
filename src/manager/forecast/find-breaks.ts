import type { Call, Definition, FileFacts, PackFacts, Reference, Signature } from './facts';
import { findLoading, type Loading } from './loaded-files';
import type { Resolved, TreeLookup } from './resolve-path';

/** One thing that a pack takes from the installed version and that the other one does not have, or takes otherwise. */
export interface Break {
  kind: 'module' | 'name' | 'call';
  /** Dotted, as far as it is gone: `comfy.samplers.sample`. */
  path: string;
  /** Of a call: the parameter that is not there any more, or that has to be given; null where there are too many. */
  parameter: string | null;
  /** `pack`: it does not load. `part`: a part of it does not. `use`: a node fails when it runs. */
  effect: 'pack' | 'part' | 'use';
  /** The first place, from the pack's folder on, and how many there are. */
  file: string;
  line: number;
  places: number;
  /** Where the installed version has it: a file of ComfyUI, and the name in it. */
  from: { file: string; name: string | null };
}

const order: readonly Break['effect'][] = ['pack', 'part', 'use'];

function effectOf(loading: Loading, { late }: Reference): Break['effect'] | null {
  if (loading === 'never') return null;
  if (late || loading === 'late') return 'use';
  return loading;
}

function signatureOf(definition: Definition | null): Signature | null {
  return definition?.kind === 'function' || definition?.kind === 'class' ? definition.signature : null;
}

/** What of a call does not fit; undefined when it does. */
function misfit(
  { names, required, only, onlyRequired, rest, keywords }: Signature,
  call: Call,
): string | null | undefined {
  if (call.count > names.length && !rest) return null;
  const given = new Set(call.keywords);
  const extra = call.keywords.find((name) => !names.slice(call.count).includes(name) && !only.includes(name));
  if (extra !== undefined && !keywords) return extra;
  const lacking = names.slice(call.count, required).find((name) => !given.has(name));
  return lacking ?? onlyRequired.find((name) => !given.has(name));
}

type Found = Pick<Break, 'kind' | 'path' | 'parameter' | 'from'>;

function compareCall({ path, call }: Reference, was: Resolved, is: Resolved): Found | null {
  if (call === null) return null;
  if (was.kind !== 'there' || is.kind !== 'there' || call.open) return null;
  const [before, after] = [signatureOf(was.definition), signatureOf(is.definition)];
  if (before === null || after === null || misfit(before, call) !== undefined) return null;
  const parameter = misfit(after, call);
  return parameter === undefined ? null : { kind: 'call', path, parameter, from: { file: was.file, name: was.name } };
}

/** What is wrong with one reference in the other version; null when nothing is, or nobody knows. */
function compareOne(reference: Reference, installed: TreeLookup, target: TreeLookup): Found | null {
  const was = installed.resolve(reference.path);
  if (was.kind !== 'there') return null;
  const is = target.resolve(reference.path);
  if (reference.call !== null) return compareCall(reference, was, is);
  if (is.kind !== 'gone') return null;
  const known = is.path === reference.path ? was : installed.resolve(is.path);
  const from = known.kind === 'there' ? { file: known.file, name: known.name } : { file: was.file, name: was.name };
  const isModule = is.isModule || (known.kind === 'there' && known.definition === null);
  return { kind: isModule ? 'module' : 'name', path: is.path, parameter: null, from };
}

function isProtected(
  { guarded, moduleGuarded, insteadOf, kind }: Reference,
  found: Found,
  failed: ReadonlySet<number>,
): boolean {
  if (guarded || (kind === 'from' && found.kind === 'module' && moduleGuarded)) return true;
  return insteadOf !== null && !insteadOf.some((index) => failed.has(index));
}

function breaksOfFile(
  file: FileFacts,
  loading: Loading,
  [installed, target]: readonly [TreeLookup, TreeLookup],
): Break[] {
  const failed = new Set<number>();
  return file.references.flatMap((reference, index): Break[] => {
    if (target.resolve(reference.path).kind === 'gone') failed.add(index);
    const found = compareOne(reference, installed, target);
    if (found === null) return [];
    const effect = effectOf(loading, reference);
    if (effect === null || isProtected(reference, found, failed)) return [];
    return [{ ...found, effect, file: file.file, line: reference.line, places: 1 }];
  });
}

/** Finds what a pack takes from the installed version of ComfyUI and would not find in the other, the gravest first. Pure. */
export function findBreaks({ files }: Pick<PackFacts, 'files'>, installed: TreeLookup, target: TreeLookup): Break[] {
  const loading = findLoading(files, new Set([...installed.roots, ...target.roots]));
  const found = new Map<string, Break>();
  for (const file of files) {
    for (const one of breaksOfFile(file, loading.get(file.module) ?? 'never', [installed, target])) {
      const key = `${one.kind} ${one.path} ${one.parameter ?? ''}`;
      const known = found.get(key);
      const places = (known?.places ?? 0) + 1;
      const graver = known === undefined || order.indexOf(one.effect) < order.indexOf(known.effect) ? one : known;
      found.set(key, { ...graver, places });
    }
  }
  return [...found.values()].sort((one, other) => order.indexOf(one.effect) - order.indexOf(other.effect));
}
