import { z } from 'zod';
import { ComfyState } from './comfyui/comfyui-status';
import { Connection, Remote } from './remote/connection';

/** How a ComfyUI got onto this machine; decides where its Python lives. */
export const InstallationKind = z.enum(['git', 'portable', 'desktop', 'folder']);
export type InstallationKind = z.infer<typeof InstallationKind>;

/** A recognised ComfyUI installation and its folders (absolute paths, on the machine that it is on). */
export const Installation = z.object({
  kind: InstallationKind,
  /** The folder the person chose; for portable installs the one above ComfyUI. `remote:ID` for one on another machine: no path. */
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
  /** Left out: it is on this machine. */
  remote: Remote.optional(),
});
export type Installation = z.infer<typeof Installation>;

/** The answer to "is this a ComfyUI folder": the installation, or a sentence saying why not and what to choose instead. */
export const Recognition = z.discriminatedUnion('recognised', [
  z.object({ recognised: z.literal(true), installation: Installation, summary: z.string() }),
  z.object({
    recognised: z.literal(false),
    reason: z.string(),
    suggestion: z.string(),
    /** Both sentences in parts (`ErrorWords`), for readers of other languages. */
    words: z.looseObject({}).optional(),
    /** The ComfyUI folder that was meant, where it is known. */
    folder: z.string().nullable(),
  }),
]);
export type Recognition = z.infer<typeof Recognition>;

/** One line of the switcher: an installation that is open, or was and is remembered. */
export const InstallationRow = z.object({
  /** `rootDir`: what the others of these operations name it by. */
  folder: z.string(),
  /** Last part of the folder; the title of one on another machine. */
  name: z.string(),
  /** Left out: it is on this machine. */
  remote: Remote.optional(),
  /** Of a remote one that is open. */
  connection: Connection.optional(),
  /** As last seen where it is not open. */
  kind: InstallationKind.nullable(),
  version: z.string().nullable(),
  isOpen: z.boolean(),
  /** The window is about this one; of all rows at most one. */
  isShown: z.boolean(),
  isDemo: z.boolean(),
  /** The folder is not there: removed, renamed, or on a disk that is not plugged in. */
  isMissing: z.boolean(),
  /** Null where it is not open, and until it was told. */
  comfy: ComfyState.nullable(),
  running: z.int(),
  pending: z.int(),
  /** Port of the door to this installation while it is open. */
  apiPort: z.int().nullable(),
});
export type InstallationRow = z.infer<typeof InstallationRow>;
