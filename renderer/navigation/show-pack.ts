import { go } from './location-store';

/** Shows a pack among all packs, with its details, from wherever the person is. */
export function showPack({ key }: { key: string }): void {
  go({ place: 'packs', filter: 'all', query: '', packKey: key, isDetailsOpen: true });
}
