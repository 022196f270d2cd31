import { comfyCommands, ownCommands } from './comfyui';
import { installationCommands } from './installation';
import { libraryCommands } from './library';
import { packCommands } from './packs';
import type { CommandRow } from './row';

/** Every command, in the order of the help. */
export const commandRows: readonly CommandRow[] = [
  ...packCommands,
  ...libraryCommands,
  ...installationCommands,
  ...comfyCommands,
  ...ownCommands,
];
