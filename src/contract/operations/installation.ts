import { z } from 'zod';
import { Installation, InstallationRow, Recognition } from '../installation';
import { reads, acts, Nothing, FolderInput } from './shape';

/** Which ComfyUI folders are open. */
export const installationOperations = {
  'installation.current': reads(
    Nothing,
    z.object({
      installation: Installation.nullable(),
      demoAvailable: z.boolean(),
      apiPort: z.int().nullable(),
      /** Where API and gateway listen, when that lets other machines in; null: they are this machine's alone. */
      exposedAt: z.string().nullable(),
    }),
  ),
  'installation.recognise': reads(FolderInput, Recognition),
  /** Opens a folder beside those that are open, and shows it; one that is open already is shown. */
  'installation.open': acts(FolderInput, z.object({ installation: Installation })),
  /** The open installations and the remembered ones, in an order that stays. */
  'installation.list': reads(Nothing, z.object({ installations: z.array(InstallationRow) })),
  /** Shows an installation, which is opened first where it is not. The others go on working. */
  'installation.show': acts(FolderInput, z.object({ installation: Installation })),
  /** Builds the demo world and opens it; it ends when another folder is opened, at `installation.close`, and with the app. */
  'installation.openDemo': acts(Nothing, z.object({ installation: Installation })),
  /**
   * Closes an installation, the shown one where none is named: its door, its ComfyUI and its queue end. Refused with `installation-busy` while a
   * task runs, unless `stopTasks`; what was begun is undone then, and begins anew when the folder is opened again.
   */
  'installation.close': acts(FolderInput.partial().extend({ stopTasks: z.boolean().default(false) }), Nothing),
  /** Takes a folder that is not open off the list, with its port and its arguments. Nothing in the folder is touched. */
  'installation.forget': acts(FolderInput, Nothing),
  /** ComfyUI folders that were found on this machine, those first in which a ComfyUI runs now. */
  'installation.suggestions': reads(Nothing, z.object({ folders: z.array(z.string()), running: z.array(z.string()) })),
} as const;
