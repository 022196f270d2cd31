import type { ReactNode } from 'react';

/** One line of the palette that does something. */
export interface PaletteCommand {
  id: string;
  label: string;
  icon: ReactNode;
  run: () => void;
}
