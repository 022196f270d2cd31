import { create } from 'zustand';
import { formatHash, type Location, parseHash, startLocation } from './location';
import { keepText, readText } from '../hooks/saved-text';

/** A way to look at the list of packs, by the name that the person gave it. */
export interface SavedView {
  name: string;
  /** The hash of the place, as `formatHash` writes it: it is read as carefully as an address is. */
  hash: string;
}

const storageKey = 'saved-views';
export const longestName = 60;

/** Reads the views that were kept; what is none is left out. */
export function parseViews(text: string | null): SavedView[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return (Array.isArray(stored) ? stored : []).flatMap((view: unknown): SavedView[] => {
      const { name, hash } = { ...(view as Partial<SavedView> | null) };
      return typeof name === 'string' && name !== '' && typeof hash === 'string' ? [{ name, hash }] : [];
    });
  } catch {
    return [];
  }
}

/** The views that were saved, in the order of their names. */
export const useSavedViews = create<{ views: readonly SavedView[] }>(() => ({
  views: parseViews(readText(storageKey)),
}));

function keep(views: readonly SavedView[]): void {
  useSavedViews.setState({ views });
  keepText(storageKey, JSON.stringify(views));
}

/** The views with one more; one of the same name is replaced. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const others = views.filter(({ name }) => name !== view.name);
  return [...others, view].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Saves search, filter and order of the packs under a name. */
export function saveView(name: string, { query, filter, sort, isReversed }: Location): void {
  const hash = formatHash({ ...startLocation, place: 'packs', query, filter, sort, isReversed });
  keep(withView(useSavedViews.getState().views, { name, hash }));
}

export function removeView(name: string): void {
  keep(useSavedViews.getState().views.filter((view) => view.name !== name));
}

/** What a view changes about the location. */
export function readView({ hash }: SavedView): Partial<Location> {
  const { query, filter, sort, isReversed } = parseHash(hash);
  return { place: 'packs', query, filter, sort, isReversed };
}
