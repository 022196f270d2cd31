import { create } from 'zustand';
import { keepText, readKept } from '../../hooks/kept-text';

const storageKey = 'favourite-packs';

/** Reads the keys that were kept; what is no list of texts is none. */
export function parseFavourites(text: string | null): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []);
  } catch {
    return new Set();
  }
}

/** The packs that the person marked with a star, by the keys of the catalogue: the same for all installations. */
export const useFavourites = create<{ keys: ReadonlySet<string> }>(() => ({
  keys: parseFavourites(readKept(storageKey)),
}));

/** Marks a pack with a star, or takes it away. */
export function toggleFavourite(key: string): void {
  const keys = new Set(useFavourites.getState().keys);
  if (!keys.delete(key)) keys.add(key);
  useFavourites.setState({ keys });
  keepText(storageKey, JSON.stringify([...keys]));
}
