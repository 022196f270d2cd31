import type { ReactNode } from 'react';
import type { KeyChord } from './shortcut-list';

/** One line of the palette that does something. */
export interface PaletteCommand {
  id: string;
  label: string;
  icon: ReactNode;
  /** The keys that do the same. */
  keys?: KeyChord;
  run: () => void;
}
