import { z } from 'zod';
import { Notice } from '../text/notice';
import { ComfyRequest } from '../comfyui/comfyui-versions';
import { PackageAsker } from './python-environment';
import { GroupName } from '../library/optional-groups';
import { RequirementPolicy } from '../settings';
import { NamedEnvironmentParams } from './environments';
import { PackageLine, PackageName, PipLine } from './package-params';
import { PackRef, VersionRef } from '../packs/pack-ref';

/** What is to be changed; asked together, it is answered by one resolve. Left out altogether, the question is what all that is enabled needs. */
export const PlanQuestion = z.object({
  /**
   * Packs to install, or to bring to another version; `to` is what the task would be given, the newest one when it is left out. `stays`: it is there and
   * keeps its version.
   */
  packs: z
    .array(
      z.object({
        key: PackRef,
        to: VersionRef.optional(),
        stays: z.boolean().optional(),
        pip: z.array(PipLine).max(200).optional(),
        /** As a task has them: those that were chosen before when it is left out. */
        optional_groups: z.array(GroupName).max(50).optional(),
      }),
    )
    .max(500)
    .optional(),
  /** ComfyUI at another version, as its task would be given it. */
  comfyui: ComfyRequest.optional(),
  /** Requirement lines of one's own. */
  packages: z.array(PackageLine).max(50).optional(),
  /** Packages to take away. */
  remove: z.array(PackageName).max(50).optional(),
  /** Enabled packs that would be disabled: nothing is kept for them. */
  without: z.array(PackRef).max(500).optional(),
  /** Requirement lines of the packs that are not to be installed, as they stand in the answer. */
  leave_out: z.array(PipLine).max(50).optional(),
  /** In place of the setting `python.requirementPolicy`, for this question. */
  requirement_policy: RequirementPolicy.optional(),
  /** The switch to this environment, and nothing else: what ComfyUI and its packs would find there in place of what they have. */
  environment: NamedEnvironmentParams.shape.name.optional(),
  /** Builds what has no wheel, and fetches from addresses, to know what it brings. That runs code of theirs: it is judged by the policy as a task is. */
  allow_build: z.boolean().optional(),
});
export type PlanQuestion = z.infer<typeof PlanQuestion>;

/** One package that would be otherwise than it is. */
export const PlannedChange = z.object({
  name: z.string(),
  /** Null: it is not installed. */
  from: z.string().nullable(),
  /** Null: it would be removed (see `kind`), or its `address` does not tell the version. */
  to: z.string().nullable(),
  /** `replaced`: the same version from another place. */
  kind: z.enum(['added', 'up', 'down', 'removed', 'replaced']),
  /** Size of the file in bytes; null when the index does not tell it. */
  bytes: z.number().nullable(),
  /** `source` is built on this machine; null when nobody has told. */
  form: z.enum(['wheel', 'source']).nullable(),
  /** Where it comes from when that is no index. */
  address: z.string().nullable(),
  /** Packs, ComfyUI and other packages that ask for it, with their lines. */
  askedBy: z.array(PackageAsker),
  /** It belongs to torch or was built for its CUDA. */
  isHardware: z.boolean(),
  /** Its first number changes. */
  isMajor: z.boolean(),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** A line that is not met after the plan. */
export const UnmetLine = z.object({
  by: z.string(),
  line: z.string(),
  /** What is there by then; null when nothing is. */
  installed: z.string().nullable(),
  /** It is not met now either. */
  isOld: z.boolean(),
});
export type UnmetLine = z.infer<typeof UnmetLine>;

/** A line of which nobody knows what it brings before something is built, which runs code of its own. */
export const UnbuiltLine = z.object({
  /** Who asks for it; null for a need of another package. */
  by: z.string().nullable(),
  line: z.string(),
  /** `source`: no index has a wheel for this Python of what it leads to. `address`: it comes from an address, which a plan does not fetch from. */
  why: z.enum(['source', 'address']),
  /** The package without a wheel, where the line only leads to that; null: it is the one that the line names. */
  needs: z.string().nullable(),
  /** The version that wheels alone would bring in place of the newest; null where they bring none, or the tool does not tell. */
  older: z.object({ name: z.string(), version: z.string(), newest: z.string() }).nullable(),
});
export type UnbuiltLine = z.infer<typeof UnbuiltLine>;

/** One of those that cannot live together. */
export const ConflictSide = z.object({
  name: z.string(),
  /**
   * `own`: packages that somebody installed by hand. `protected`: the torch that is installed, and what must not be older than it is. `policy`: the
   * installed versions that the requirement policy keeps.
   */
  kind: z.enum(['candidate', 'comfyui', 'pack', 'own', 'protected', 'policy']),
  /** Its lines about the packages in question, or all that count when those are not known. */
  asks: z.array(z.string()),
});
export type ConflictSide = z.infer<typeof ConflictSide>;

/** Why there is no solution: the smallest set that cannot live together. */
export const PlanConflict = z.object({
  /** One sentence. */
  reason: z.string(),
  /** The package that they ask for differently; null when the tool does not tell. */
  package: z.string().nullable(),
  sides: z.array(ConflictSide),
  /** The packages in between that ask for that one differently, as the tool names them; empty where none does, or no index has it. */
  between: z.array(z.object({ name: z.string(), asks: z.string() })),
});
export type PlanConflict = z.infer<typeof PlanConflict>;

/** What can be done instead. Each was tried: with it there is a solution. */
export const WayOut = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('older-version'), pack: z.string(), version: z.string() }),
  z.object({ kind: z.literal('disable'), pack: z.string() }),
  z.object({ kind: z.literal('leave-out'), pack: z.string(), line: z.string() }),
  /** Of an install.py: what it changes of others' packages is put back, and the pack stays. */
  z.object({ kind: z.literal('keep-packages'), pack: z.string() }),
  z.object({ kind: z.literal('new-environment') }),
  /** One of the optional groups is not chosen; `others` are. */
  z.object({
    kind: z.literal('without-group'),
    pack: z.string(),
    group: z.string(),
    others: z.array(z.string()).readonly(),
  }),
  /** The requirement policy does not count this once. */
  z.object({ kind: z.literal('as-asked') }),
]);
export type WayOut = z.infer<typeof WayOut>;

/** What a change would do to the Python packages. */
export const PackagePlan = z.object({
  /** Names exactly these changes: a task that is given it makes them or stops. */
  plan_id: z.string(),
  tool: z.enum(['uv', 'pip']),
  /** `unknown`: more than `changes` may come, since something would have to be built to know; `unbuilt` names it. */
  outcome: z.enum(['nothing', 'changes', 'impossible', 'unknown']),
  changes: z.array(PlannedChange),
  unbuilt: z.array(UnbuiltLine),
  /** What would be downloaded, as far as it is known; null when nothing of it is. */
  bytes: z.number().nullable(),
  /** How many files have an unknown size. */
  unknownSizes: z.int(),
  /** The torch of the installation before and after; null when there is none and none would come. */
  torch: z.object({ from: z.string().nullable(), to: z.string().nullable() }).nullable(),
  /** Other packs whose packages would move, with the names of those. */
  touches: z.array(z.object({ pack: z.string(), packages: z.array(z.string()) })),
  unmet: z.array(UnmetLine),
  /** Lines that a list keeps out, with the reason. */
  leftOut: z.array(z.object({ by: z.string(), line: z.string(), reason: z.string() })),
  conflict: PlanConflict.nullable(),
  waysOut: z.array(WayOut),
  /** The requirement policy that counted, and what would change without it and does not. */
  policy: z.object({
    name: RequirementPolicy,
    keptBack: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
  }),
  /** Whether the packs ask for exactly this; else their own files have the last word when they are installed. */
  isCertain: z.boolean(),
  /** What could not be known, in sentences. */
  notes: z.array(Notice),
  /** Sentences in parts (`Message`) beside those in English, for readers that speak another language: the `doubts` that make it uncertain. */
  words: z.looseObject({}).optional(),
});
export type PackagePlan = z.infer<typeof PackagePlan>;
