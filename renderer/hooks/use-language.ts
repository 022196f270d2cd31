import i18next from 'i18next';
import { useSyncExternalStore } from 'react';

function follow(onChange: () => void): () => void {
  i18next.on('languageChanged', onChange);
  return () => i18next.off('languageChanged', onChange);
}

/**
 * The language of the window. The root of the window asks for it, so that all of it is drawn anew in another one; besides, only what is memoised has to, and what
 * somebody else draws. Every other component just calls `t`.
 */
export function useLanguage(): string {
  return useSyncExternalStore(follow, () => i18next.language);
}
