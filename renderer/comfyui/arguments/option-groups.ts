import type { ComfyOption } from '../../../src/contract/comfyui/start-options';

/** What arguments are about, in the order of the list: what people come for first. */
export const optionGroups = ['memory', 'precision', 'network', 'nodes', 'folders', 'other'] as const;
export type OptionGroup = (typeof optionGroups)[number];

/** Words in the flags of ComfyUI (`comfy/cli_args.py`) that tell what an argument is about; the first that fits counts. */
const words: readonly [RegExp, OptionGroup][] = [
  [/director|-paths-|-root$|database/u, 'folders'],
  [/custom-nodes|api-nodes|manager/u, 'nodes'],
  [/listen|^--port|tls|cors|upload|compress|api-base/u, 'network'],
  [/fp\d|bf16|attention|upcast|channels-last|fast|deterministic|triton/u, 'precision'],
  [/vram|gpu|cpu|cuda|directml|oneapi|device|smart-memory|cache|offload|mmap|pinned|non-blocking/u, 'memory'],
];

/** Options of which one at most can be given: a single one, or a set that ComfyUI says excludes one another. */
export type OptionSet = readonly [ComfyOption, ...ComfyOption[]];

const isBare = ({ value }: ComfyOption): boolean => value === null;

/** Puts options without values that exclude one another into one set; all others stand by themselves. Pure. */
export function joinExclusive(options: readonly ComfyOption[]): OptionSet[] {
  const taken = new Set<ComfyOption>();
  return options.flatMap((option) => {
    if (taken.has(option)) return [];
    const others = options.filter(({ flags }) => flags.some((flag) => option.exclusiveWith.includes(flag)));
    if (others.length === 0 || ![option, ...others].every(isBare)) return [[option]];
    for (const other of others) taken.add(other);
    return [[option, ...others]];
  });
}

/** The sets of each group that has some. Pure. */
export function groupOptions(options: readonly ComfyOption[]): { group: OptionGroup; sets: OptionSet[] }[] {
  const groupOf = ([{ flags }]: OptionSet): OptionGroup =>
    words.find(([about]) => flags.some((flag) => about.test(flag)))?.[1] ?? 'other';
  const sets = joinExclusive(options);
  return optionGroups
    .map((group) => ({ group, sets: sets.filter((set) => groupOf(set) === group) }))
    .filter((found) => found.sets.length > 0);
}

/** What most people want of the arguments, and the flag that does it. */
export const presets = [
  { id: 'lowVram', flag: '--lowvram' },
  { id: 'cpu', flag: '--cpu' },
  { id: 'share', flag: '--listen' },
] as const;
