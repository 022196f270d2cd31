import { z } from 'zod';

/**
 * What is wrong with an environment. `unmet`: a package lacks what it needs of another. `duplicate`: there are two records of it. `damaged`: files of it are
 * missing. `other-python`: it was built for another Python or system. `torch-cpu`: torch cannot use the graphics card that is there. `cuda-missing`: torch
 * lacks a part of CUDA. `overlap`: another package has brought files of the same name with another content.
 */
const FindingKind = z.enum(['unmet', 'duplicate', 'damaged', 'other-python', 'torch-cpu', 'cuda-missing', 'overlap']);

/** What mends it. `install`: a line, after its plan. `reinstall`: the same package once more, at the version it has. `environment`: a new environment. */
const DoctorAct = z.enum(['install', 'reinstall', 'environment']);

/** One thing that is wrong. */
const DoctorFinding = z.object({
  kind: FindingKind,
  package: z.string(),
  version: z.string(),
  /** Of `unmet` and `cuda-missing`: the line that is not met. */
  needs: z.string().nullable(),
  /** What of it is there instead; null: nothing. */
  found: z.string().nullable(),
  /** What exactly is wrong: the missing files, both versions, the tags of the wheel, the graphics card, the other package with a file of both. */
  detail: z.string().nullable(),
  /** Null: a person has to choose which package goes. */
  act: DoctorAct.nullable(),
});
export type DoctorFinding = z.infer<typeof DoctorFinding>;

/** One of the packages that make some packs faster, or that they cannot do without, and that have to fit torch, CUDA and Python. */
const DoctorAccelerator = z.object({
  name: z.enum(['triton', 'xformers', 'flash-attention', 'insightface']),
  /** What it is called where packages are installed, on this system. */
  package: z.string(),
  /** Null: it is not installed. */
  version: z.string().nullable(),
  /** Whether the installed one fits torch and Python; null where none is, or its own metadata does not say. */
  fits: z.boolean().nullable(),
  /** The line that brings one that fits; null where none is known, or it is there already. */
  line: z.string().nullable(),
  /** Why none is offered, or what its install takes: torch has no CUDA, there are no wheels, it is not made for this system, or nobody knows which one fits. */
  reason: z.enum(['no-cuda', 'source-only', 'not-for-system', 'not-known']).nullable(),
});
export type DoctorAccelerator = z.infer<typeof DoctorAccelerator>;

/** A line of ComfyUI or of an enabled pack that the installed packages do not meet. */
const UnmetRequirement = z.object({
  /** Who asks for it: the folder of a pack below `custom_nodes`, or `ComfyUI`. */
  asker: z.string(),
  /** As PEP 503 compares names. */
  package: z.string(),
  /** The line, without its conditions. */
  needs: z.string(),
  /** The version that is installed; null when none is. */
  found: z.string().nullable(),
  /** What the installed package lacks, in words, where its version would do. */
  damage: z.string().nullable(),
  /** A list of the installation keeps it out, as it does with another torch: nothing would bring it, and no start asks about it. */
  isLeftOut: z.boolean(),
});
export type UnmetRequirement = z.infer<typeof UnmetRequirement>;

/** What an environment lacks, from its files. The one answer about its health, which every place shows a part of. */
export const DoctorReport = z.object({
  /** How many packages were looked at. */
  packages: z.int(),
  findings: z.array(DoctorFinding),
  /** What ComfyUI and enabled packs ask for and do not have, those of each together: a start of ComfyUI would find it. */
  unmet: z.array(UnmetRequirement),
  accelerators: z.array(DoctorAccelerator),
  /** Whether another environment could use the graphics card of this machine. */
  hasNvidiaCard: z.boolean(),
});
export type DoctorReport = z.infer<typeof DoctorReport>;
