import { z } from 'zod';

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

/** What would cure an import failure: a task, except `by-hand`, which is only told. */
export const ImportRemedy = z.object({
  kind: z.enum([
    'fix-pack',
    'restore-files',
    'update-pack',
    'update-comfyui',
    'disable-pack',
    'install-packages',
    'by-hand',
  ]),
  /** One imperative sentence. */
  text: z.string(),
  /** Packages for `install-packages`. */
  packages: z.array(z.string()),
});
export type ImportRemedy = z.infer<typeof ImportRemedy>;

/** An import failure with its cause in one sentence. */
export const ImportDiagnosis = ImportFailure.extend({
  cause: z.string(),
  /** Cause and remedy in parts, for a window in another language (`ErrorWords`). */
  words: z.unknown().optional(),
  /** Name of the rule that knew it; null when none did. */
  rule: z.string().nullable(),
  remedy: ImportRemedy.nullable(),
});
export type ImportDiagnosis = z.infer<typeof ImportDiagnosis>;
