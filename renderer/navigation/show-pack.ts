import { useLocation } from './location-store';

/** Shows a pack among all packs, with its details, from wherever the person is. */
export function showPack({ key }: { key: string }): void {
  useLocation.getState().go({ place: 'packs', filter: 'all', query: '', packKey: key, isDetailsOpen: true });
}
