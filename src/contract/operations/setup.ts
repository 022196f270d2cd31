import { z } from 'zod';
import { ErrorBody } from '../error-body';
import { VersionRef } from '../packs/pack-ref';
import { MakingOffer, PythonChoice, TorchKind } from '../python/making';
import { acts, Nothing, reads } from './shape';

/** A ComfyUI that is to be installed from nothing. */
export const SetupChoice = z.object({
  /** The folder in which the new one is made. */
  parent: z.string().min(1).max(4096),
  name: z.string().min(1).max(255).default('ComfyUI'),
  /** The newest release, the newest commit, or a tag, branch or commit by name. */
  version: VersionRef.default('stable'),
  /** Null: what suits best of what this machine has. */
  python: PythonChoice.nullable().default(null),
  /** Null: the build for the graphics card that was found. */
  torch: TorchKind.nullable().default(null),
});
export type SetupChoice = z.output<typeof SetupChoice>;

/** What an installation from nothing can be made of on this machine. */
export const SetupOffer = MakingOffer.extend({ parent: z.string(), name: z.string() });
export type SetupOffer = z.infer<typeof SetupOffer>;

/** What speaks against an installation there, and the room on the disk; nothing was changed to find out. */
export const SetupCheck = z.object({
  folder: z.string(),
  problems: z.array(ErrorBody),
  neededBytes: z.int(),
  /** Null: the system does not say. */
  freeBytes: z.int().nullable(),
});
export type SetupCheck = z.infer<typeof SetupCheck>;

export const setupSteps = ['clone', 'environment', 'torch', 'requirements', 'proof', 'place'] as const;
export const SetupStepName = z.enum(setupSteps);
export type SetupStepName = z.infer<typeof SetupStepName>;

const SetupStep = z.object({
  name: SetupStepName,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** What is done just now, in the words of the program that does it. */
  message: z.string(),
  /** 0 to 1; null while nobody can tell. */
  fraction: z.number().nullable(),
  /** Of packages whose size is known; 0 where nothing is downloaded. */
  bytesDone: z.int(),
  bytesTotal: z.int(),
  /** How long it took, or takes until now. */
  seconds: z.number(),
});
export type SetupStep = z.infer<typeof SetupStep>;

/** How far an installation from nothing has come. */
export const SetupView = z.object({
  /**
   * `failed`: a step failed, and what was prepared is kept for another try. `stopped`: the app ended in the middle. `done`: the folder is in its place.
   */
  phase: z.enum(['idle', 'running', 'cancelling', 'failed', 'stopped', 'done']),
  choice: SetupChoice.nullable(),
  /** The folder that is made. */
  folder: z.string().nullable(),
  /** Where everything is prepared until then. */
  staging: z.string().nullable(),
  steps: z.array(SetupStep),
  failure: ErrorBody.nullable(),
  /** The newest lines of what the programs said, oldest first. */
  lines: z.array(z.string()),
});
export type SetupView = z.infer<typeof SetupView>;

/** ComfyUI from nothing: cloned, with an environment of its own, proven by a start, and only then moved into its place. */
export const setupOperations = {
  'setup.offer': reads(Nothing, SetupOffer),
  'setup.check': reads(SetupChoice, SetupCheck),
  'setup.view': reads(Nothing, SetupView),
  /** Begins one; one at a time. Throws `setup-running`, and the first problem of `setup.check`. */
  'setup.begin': acts(SetupChoice, SetupView),
  /** Goes on with one that failed or was stopped, at the step it had come to. Throws `setup-missing`. */
  'setup.resume': acts(Nothing, SetupView),
  /** Ends one that is under way and removes what was prepared; puts away the news of one that is done. */
  'setup.cancel': acts(Nothing, SetupView),
} as const;
