import { useEffect } from 'react';
import { type Place, places } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import { showPalette, showSheet, requestSearch } from '../navigation/window-store';
import { focusPlace, giveFocusBack } from '../hooks/focus-home';
import { isField } from '../hooks/is-field';
import { undoLast } from './undo/undo-last';

/** These have no list of their own: from there the search is that of the packs. */
const placesWithoutSearch: readonly Place[] = ['home', 'snapshots'];

/** The search of the place shown, or of the packs. */
function search(): void {
  const { place, comfyTab } = useLocation.getState();
  if (placesWithoutSearch.includes(place)) go({ place: 'packs' });
  else if (place === 'comfyui' && comfyTab === 'overview') go({ comfyTab: 'log' });
  requestSearch();
}

function goTo(place: Place): void {
  go({ place });
  giveFocusBack(focusPlace);
}

const placeKeys = places.map((place, position) => [String(position + 1), () => goTo(place)] as const);
const withControl: Partial<Record<string, () => void>> = {
  k: () => showPalette(true),
  f: search,
  ...Object.fromEntries(placeKeys),
};
/** Not while a person types, whose own undo it is then, nor while a question is open. */
const undo: Partial<Record<string, () => void>> = { z: () => void undoLast() };
const isDialogOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

const alone: Partial<Record<string, () => void>> = { '/': search, '?': () => showSheet(true) };

function findWithControl({ key, altKey, shiftKey, target }: KeyboardEvent): (() => void) | undefined {
  if (altKey || shiftKey) return undefined;
  const name = key.toLowerCase();
  const perform = undo[name];
  if (perform === undefined) return withControl[name];
  return isField(target) || isDialogOpen() ? undefined : perform;
}

function findShortcut(event: KeyboardEvent): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey) return findWithControl(event);
  return isField(event.target) ? undefined : alone[event.key];
}

/** The shortcuts that work in every place. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const perform = event.defaultPrevented ? undefined : findShortcut(event);
      if (!perform) return;
      event.preventDefault();
      perform();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
