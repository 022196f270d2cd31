import { z } from 'zod';

/** How a ComfyUI got onto this machine; decides where its Python lives. */
export const InstallationKind = z.enum(['git', 'portable', 'desktop', 'folder']);
export type InstallationKind = z.infer<typeof InstallationKind>;

/** A recognised ComfyUI installation and its folders (absolute paths). */
export const Installation = z.object({
  kind: InstallationKind,
  /** The folder the person chose; for portable installs the one above ComfyUI. */
  rootDir: z.string(),
  /** The folder with `main.py`; null for a desktop install, whose code lives inside its app. */
  comfyDir: z.string().nullable(),
  /** The folder that holds custom_nodes, models and user. */
  baseDir: z.string(),
  customNodesDir: z.string(),
  userDir: z.string(),
  /** The Python that runs this ComfyUI; null when none was found. */
  interpreter: z.string().nullable(),
  version: z.string().nullable(),
});
export type Installation = z.infer<typeof Installation>;

/** The answer to "is this a ComfyUI folder": the installation, or a sentence saying why not and what to choose instead. */
export const Recognition = z.discriminatedUnion('recognised', [
  z.object({ recognised: z.literal(true), installation: Installation, summary: z.string() }),
  z.object({ recognised: z.literal(false), reason: z.string(), suggestion: z.string() }),
]);
export type Recognition = z.infer<typeof Recognition>;
