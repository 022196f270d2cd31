import { t } from 'i18next';

const namedKeys = ['ctrl', 'shift', 'alt', 'enter', 'space', 'escape', 'delete'] as const;

/** A key as its keyboard labels it; letters, digits and arrows are the same everywhere. */
export function nameKey(key: string): string {
  const named = namedKeys.find((name) => name === key);
  return named === undefined ? key : t(`shortcuts.keys.${named}`);
}
