import { create } from 'zustand';

interface WindowStore {
  isPaletteOpen: boolean;
  isSheetOpen: boolean;
  /** Counts the wishes to type in the search of the place shown. */
  searchWishes: number;
}

/** What floats above the places. */
export const useWindow = create<WindowStore>(() => ({ isPaletteOpen: false, isSheetOpen: false, searchWishes: 0 }));

/** Opens or closes the command palette. */
export function showPalette(isPaletteOpen: boolean): void {
  useWindow.setState({ isPaletteOpen });
}

/** Opens or closes the sheet of shortcuts. */
export function showSheet(isSheetOpen: boolean): void {
  useWindow.setState({ isSheetOpen });
}

/** Puts the cursor into the search of the place shown. */
export function wishSearch(): void {
  useWindow.setState((state) => ({ searchWishes: state.searchWishes + 1 }));
}
