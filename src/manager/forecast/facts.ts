import { z } from 'zod';
import { NodeList } from '../../contract/library/node-list';

/** Parameters of a function as a caller sees them. */
const Signature = z.object({
  names: z.array(z.string()),
  /** How many of `names` have no default. */
  required: z.int(),
  /** Those that are given by name alone. */
  only: z.array(z.string()),
  onlyRequired: z.array(z.string()),
  /** `*args` and `**kwargs`. */
  rest: z.boolean(),
  keywords: z.boolean(),
});
export type Signature = z.infer<typeof Signature>;

const ClassDefinition = z.object({
  kind: z.literal('class'),
  /** As they are written; null for what is no name. */
  bases: z.array(z.string().nullable()),
  attributes: z.array(z.string()),
  /** A decorator or a metaclass may give it more. */
  open: z.boolean(),
  /** Of its own `__init__`. */
  signature: Signature.nullable(),
});

const Definition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('function'), signature: Signature.nullable() }),
  ClassDefinition,
  z.object({ kind: z.literal('import'), path: z.string() }),
  z.object({ kind: z.literal('any') }),
]);
export type Definition = z.infer<typeof Definition>;

const ModuleFacts = z.object({
  file: z.string(),
  names: z.record(z.string(), Definition),
  /** Modules that all names are taken from. */
  stars: z.array(z.string()),
  /** Names come into being at run time. */
  open: z.boolean(),
});
export type ModuleFacts = z.infer<typeof ModuleFacts>;

/** `file` is empty where it is true of the pack. */
const Unread = z.object({ file: z.string(), reason: z.string() });

/** What a version of ComfyUI defines. */
export const TreeFacts = z.object({
  modules: z.record(z.string(), ModuleFacts),
  /** Module -> the node classes that it registers. */
  nodes: z.record(z.string(), z.array(z.string())),
  unread: z.array(Unread),
});
export type TreeFacts = z.infer<typeof TreeFacts>;

const Call = z.object({ count: z.int(), keywords: z.array(z.string()), open: z.boolean() });
export type Call = z.infer<typeof Call>;

/** One place that takes something from ComfyUI. */
const Reference = z.object({
  kind: z.enum(['import', 'from', 'attribute', 'call']),
  path: z.string(),
  line: z.int(),
  /** It stands in a function, so it counts when that runs. */
  late: z.boolean(),
  /** What it would raise is caught, or somebody asks before. */
  guarded: z.boolean(),
  moduleGuarded: z.boolean(),
  /** It runs only when these, by their places in the list, have failed. */
  insteadOf: z.array(z.int()).nullable(),
  call: Call.nullable(),
});
export type Reference = z.infer<typeof Reference>;

const FileFacts = z.object({
  file: z.string(),
  module: z.string(),
  nodeClasses: z.array(z.string()),
  isPackage: z.boolean(),
  references: z.array(Reference),
  /** What it imports, its own modules among them. */
  edges: z.array(
    z.object({
      path: z.string(),
      name: z.string().nullable(),
      own: z.boolean(),
      late: z.boolean(),
      guarded: z.boolean(),
    }),
  ),
  /** It loads modules by names made at run time. */
  isDynamic: z.boolean(),
});
export type FileFacts = z.infer<typeof FileFacts>;

/** What a pack takes from ComfyUI. */
export const PackFacts = z.object({ stamp: z.string(), files: z.array(FileFacts), unread: z.array(Unread) });
export type PackFacts = z.infer<typeof PackFacts>;

/** What the reader tells of one place, in a line each: `files` is null of a pack that is as it was, `failed` says why nothing is told. */
const Failed = z.object({ key: z.string(), failed: z.string() });
export const TreeLine = TreeFacts.extend({ key: z.string() });
export const PackLine = z.union([Failed, PackFacts.extend({ key: z.string(), files: z.array(FileFacts).nullable() })]);
export const ListLine = z.union([Failed, NodeList.extend({ key: z.string() })]);

/** All that the reader tells. */
export interface ReaderAnswer {
  trees: z.infer<typeof TreeLine>[];
  packs: Exclude<z.infer<typeof PackLine>, z.infer<typeof Failed>>[];
  lists: Exclude<z.infer<typeof ListLine>, z.infer<typeof Failed>>[];
}
