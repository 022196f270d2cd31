import { useEffect } from 'react';
import type { Location } from './location';
import { go, useLocation } from './location-store';

/** Where Escape leads from a location. */
export type WayOut = Partial<Location> | ((now: Location) => Partial<Location>);

/** Escape goes there, to a place without its details, unless something above them took it. `way`: the same object at every call. */
export function useEscape(way: WayOut): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      go(typeof way === 'function' ? way(useLocation.getState()) : way);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [way]);
}
