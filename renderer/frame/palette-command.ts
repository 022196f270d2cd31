import type { LucideIcon } from 'lucide-react';
import type { OperationName } from '../../src/contract/operations';
import type { KeyChord } from './shortcut-list';

/** One line of the palette that does something. */
export interface PaletteCommand {
  id: string;
  label: string;
  icon: LucideIcon;
  /** The keys that do the same. */
  keys?: KeyChord;
  /** What it calls, where that cannot be done to every installation. */
  operation?: OperationName;
  run: () => void;
}
