import { create } from 'zustand';
import { keepText, readText } from '../../hooks/saved-text';

const storageKey = 'favourite-packs';

/** Reads the keys that were kept; what is no list of texts is none. */
export function parseFavourites(text: string | null): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : []);
  } catch {
    return new Set();
  }
}

/** The packs that the person marked with a star, by the keys of the catalogue: the same for all installations. */
export const useFavourites = create<{ keys: ReadonlySet<string> }>(() => ({
  keys: parseFavourites(readText(storageKey)),
}));

/** Marks a pack with a star, or takes it away. */
export function toggleFavourite(key: string): void {
  const keys = new Set(useFavourites.getState().keys);
  if (!keys.delete(key)) keys.add(key);
  useFavourites.setState({ keys });
  keepText(storageKey, JSON.stringify([...keys]));
}
