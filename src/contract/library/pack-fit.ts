import type { Machine, PackNeeds } from './pack-needs';

// The window reads this at its start, so it has no schema: those stand in pack-needs.ts.

type System = PackNeeds['systems'][number];
type Accelerator = PackNeeds['accelerators'][number];

/** Nothing is known, so everything fits. */
export const unknownMachine: Machine = { system: null, accelerator: null, comfyui: null };

/** What of its needs is not met here. */
export type Misfit = 'system' | 'accelerator' | 'comfyui';

const systemWords: readonly (readonly [RegExp, System])[] = [
  [/windows|win32/i, 'windows'],
  [/mac|darwin|os ?x/i, 'macos'],
  [/linux|posix/i, 'linux'],
];
const acceleratorWords: readonly (readonly [RegExp, Accelerator])[] = [
  [/cuda|nvidia/i, 'cuda'],
  [/rocm|amd/i, 'rocm'],
  [/intel|xpu|arc\b/i, 'xpu'],
  [/metal|mps|apple/i, 'metal'],
  [/npu|ascend/i, 'npu'],
];

function readWords<T extends string>(
  texts: readonly string[],
  words: readonly (readonly [RegExp, T])[],
): readonly T[] | null {
  const found = texts.flatMap((text) => words.find(([form]) => form.test(text))?.[1] ?? []);
  // A word that nobody here knows may be just the one that is meant.
  return found.length === texts.length ? [...new Set(found)] : null;
}

/**
 * Reads what the registry writes of the needs of a pack: classifiers such as `Operating System :: POSIX :: Linux`, `GPU :: NVIDIA CUDA`, or plain words.
 * Undefined where it says nothing, or nothing that is understood.
 */
export function readNeeds(declared: {
  systems: readonly string[];
  accelerators: readonly string[];
  comfyui: string;
}): PackNeeds | undefined {
  const isAnySystem = declared.systems.some((text) => /independent|any|all/i.test(text));
  const range = declared.comfyui.trim();
  const needs: PackNeeds = {
    systems: isAnySystem ? [] : [...(readWords(declared.systems, systemWords) ?? [])],
    accelerators: declared.accelerators.some((text) => /cpu/i.test(text))
      ? []
      : [...(readWords(declared.accelerators, acceleratorWords) ?? [])],
    comfyui: readRange(range) === null || range === '' ? null : range,
  };
  const hasNoNeeds = needs.systems.length + needs.accelerators.length === 0 && needs.comfyui === null;
  return hasNoNeeds ? undefined : needs;
}

type Compare = (difference: number) => boolean;
const comparisons: Readonly<Record<string, Compare>> = {
  '>=': (difference) => difference >= 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '<': (difference) => difference < 0,
  '==': (difference) => difference === 0,
  '=': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
};

interface Comparator {
  compare: Compare;
  version: readonly number[];
}

function readComparator(text: string): Comparator | null {
  const [, sign = '', digits = ''] = /^(>=|<=|==|!=|>|<|=)?v?(\d+(?:\.\d+){0,3})$/.exec(text) ?? [];
  const compare = comparisons[sign === '' ? '=' : sign];
  return digits === '' || compare === undefined ? null : { compare, version: digits.split('.').map(Number) };
}

/** Comparisons that all have to hold, behind commas or spaces; null where one of them is of another form. */
function readRange(range: string): Comparator[] | null {
  const parts = range.replaceAll(/(?<=[<>=!])\s+/g, '').split(/[\s,]+/);
  const read = parts.filter((part) => part !== '').map(readComparator);
  return read.every((one) => one !== null) ? read : null;
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version is in a range; one of another form than numbers, such as a commit, is in every range. */
function isInRange(version: string, range: string): boolean {
  const numbers = /^v?(\d+(?:\.\d+){1,3})/.exec(version)?.[1]?.split('.').map(Number);
  if (numbers === undefined) return true;
  return (readRange(range) ?? []).every((one) => one.compare(compareNumbers(numbers, one.version)));
}

/** Whether what is here is not among what is named; of what nobody knows, and where nothing is named, it is not. */
function isMissing(here: string | null, named: readonly string[]): boolean {
  return here !== null && named.length > 0 && !named.includes(here);
}

/** The first of a pack's needs that is not met here; null where all are, or nobody knows. Pure. */
export function findMisfit(needs: PackNeeds | undefined, { system, accelerator, comfyui }: Machine): Misfit | null {
  if (needs === undefined) return null;
  if (isMissing(system, needs.systems)) return 'system';
  if (isMissing(accelerator === 'unknown' ? null : accelerator, needs.accelerators)) return 'accelerator';
  const isOutside = comfyui !== null && needs.comfyui !== null && !isInRange(comfyui, needs.comfyui);
  return isOutside ? 'comfyui' : null;
}
