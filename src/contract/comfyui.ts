import { z } from 'zod';
import { VersionRef } from './packs';

/** Parameters of kind `update-comfyui`. Without `is_stable` the configured update policy decides; `target_version` switches. */
export const UpdateComfyParams = z.object({ is_stable: z.boolean().nullish(), target_version: VersionRef.nullish() });
export type UpdateComfyParams = z.infer<typeof UpdateComfyParams>;

/** Versions for the picker, newest first after `nightly` (http-api.md 1.5). */
export const ComfyVersions = z.object({ versions: z.array(z.string()), current: z.string() });
export type ComfyVersions = z.infer<typeof ComfyVersions>;

/** Whether ComfyUI runs. `foreign`: another program answers on its port, or ComfyUI was started by somebody else. */
export const ComfyState = z.enum(['stopped', 'starting', 'running', 'stopping', 'crashed', 'foreign']);
export type ComfyState = z.infer<typeof ComfyState>;

/** How one module in `custom_nodes` was imported at ComfyUI's last start. */
export const ImportTime = z.object({ path: z.string(), seconds: z.number(), hasFailed: z.boolean() });
export type ImportTime = z.infer<typeof ImportTime>;

/** Why a pack did not import, read from ComfyUI's own start-up output. */
export const ImportFailure = z.object({
  /** Folder or file name below `custom_nodes`. */
  name: z.string(),
  path: z.string(),
  /** The exception in one line, then the traceback: what the reference calls the message. */
  msg: z.string(),
  traceback: z.string(),
});
export type ImportFailure = z.infer<typeof ImportFailure>;

/** How far a start has come, as its output tells. */
export const StartupPhase = z.enum(['starting', 'importing', 'serving']);
export type StartupPhase = z.infer<typeof StartupPhase>;

/** The program that holds a port ComfyUI needs, as far as the system tells. */
export const PortHolder = z.object({
  port: z.int(),
  pid: z.int().nullable(),
  name: z.string().nullable(),
  /** Whether it answers as a ComfyUI does; anything else only takes the port. */
  isComfy: z.boolean(),
});
export type PortHolder = z.infer<typeof PortHolder>;

/** The last change before a crash, and the automatic snapshot that takes it back. */
export const ChangeBefore = z.object({
  ui_id: z.string(),
  kind: z.string(),
  target: z.string(),
  /** RFC 3339. */
  endedAt: z.string(),
  snapshot: z.string().nullable(),
});
export type ChangeBefore = z.infer<typeof ChangeBefore>;

/** What is known of a crash. */
export const ComfyCrash = z.object({
  lastLines: z.array(z.string()),
  change: ChangeBefore.nullable(),
  /** Packs that its last words name, the likeliest first: names below `custom_nodes`. */
  suspects: z.array(z.string()),
});
export type ComfyCrash = z.infer<typeof ComfyCrash>;

export const ComfyStatus = z.object({
  state: ComfyState,
  pid: z.int().nullable(),
  port: z.int(),
  startedAt: z.string().nullable(),
  /** How the process ended; null while it runs and before the first start. */
  exit: z.object({ code: z.int().nullable(), signal: z.string().nullable() }).nullable(),
  /** What a person needs to know of this state, one sentence; null when all is well. */
  notice: z.string().nullable(),
  /** Null while no process of ours lives. */
  phase: StartupPhase.nullable(),
  /** The pack whose import takes long right now: its name below `custom_nodes`. */
  importing: z.string().nullable(),
  /** Who holds the port, when that keeps ComfyUI from starting. */
  holder: PortHolder.nullable(),
  crash: ComfyCrash.nullable(),
  /** Imports of the last start, slowest first. */
  imports: z.array(ImportTime),
  /** Last lines of its output. */
  lastLines: z.array(z.string()),
});
export type ComfyStatus = z.infer<typeof ComfyStatus>;

/** One line of ComfyUI's output. */
export const ComfyLogLine = z.object({
  /** Counts up over restarts, while the app runs. */
  number: z.int(),
  /** RFC 3339. */
  at: z.string(),
  stream: z.enum(['stdout', 'stderr', 'app']),
  text: z.string(),
  /** The pack it is about, where the line itself tells: its name below `custom_nodes`. */
  pack: z.string().nullable(),
});
export type ComfyLogLine = z.infer<typeof ComfyLogLine>;

/** What would cure an import failure: a task, except `by-hand`, which is only told. */
export const ImportRemedy = z.object({
  kind: z.enum(['fix-pack', 'update-pack', 'update-comfyui', 'disable-pack', 'install-packages', 'by-hand']),
  /** One imperative sentence. */
  text: z.string(),
  /** Packages for `install-packages`. */
  packages: z.array(z.string()),
});
export type ImportRemedy = z.infer<typeof ImportRemedy>;

/** An import failure with its cause in one sentence. */
export const ImportDiagnosis = ImportFailure.extend({
  cause: z.string(),
  /** Name of the rule that knew it; null when none did. */
  rule: z.string().nullable(),
  remedy: ImportRemedy.nullable(),
});
export type ImportDiagnosis = z.infer<typeof ImportDiagnosis>;

/** One argument of `main.py`, as its own `--help` describes it. */
export const ComfyOption = z.object({
  flags: z.array(z.string()),
  /** Name of its value; null for a switch. */
  value: z.string().nullable(),
  choices: z.array(z.string()),
  help: z.string(),
  /** Arguments of which only one can be given, else null. */
  exclusiveWith: z.array(z.string()),
});
export type ComfyOption = z.infer<typeof ComfyOption>;
