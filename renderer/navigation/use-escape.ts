import { useEffect } from 'react';
import type { Location } from './location';
import { useLocation } from './location-store';

/** Escape goes there, to a place without its details, unless something above them took it. `change`: the same object at every call. */
export function useEscape(change: Partial<Location>): void {
  const go = useLocation((state) => state.go);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) go(change);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [go, change]);
}
