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

export const ComfyStatus = z.object({
  state: ComfyState,
  pid: z.int().nullable(),
  port: z.int(),
  startedAt: z.string().nullable(),
  /** How the process ended; null while it runs and before the first start. */
  exit: z.object({ code: z.int().nullable(), signal: z.string().nullable() }).nullable(),
  /** What a person needs to know of this state, one sentence; null when all is well. */
  notice: z.string().nullable(),
  /** Imports of the last start, slowest first. */
  imports: z.array(ImportTime),
  /** Last lines of its output. */
  lastLines: z.array(z.string()),
});
export type ComfyStatus = z.infer<typeof ComfyStatus>;
