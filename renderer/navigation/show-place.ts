import { packFilters } from './filters';
import type { EventPayload } from '../../src/contract/events';
import { type Location, noSelection, places } from './location';
import { go } from './location-store';
import { openReview } from './window-store';

/** What a request of the tray or of a notification changes about the place; nothing when this window does not know the place. */
export function readLocation({ place, filter, taskId }: EventPayload<'cmd-show-place'>): Partial<Location> {
  const known = places.find((name) => name === place);
  if (known === undefined) return {};
  const narrowed = packFilters.find((name) => name === filter);
  // A filter or search that was left over could hide what the person was called for.
  const packs: Partial<Location> = narrowed === undefined ? {} : { filter: narrowed, query: '' };
  return { ...noSelection, ...packs, place: known, taskId };
}

/** Goes where tray or notification lead. */
export function showPlace(request: EventPayload<'cmd-show-place'>): void {
  go(readLocation(request));
  if (request.review === true) openReview('packs');
}
