import { create } from 'zustand';

/** What can be chosen. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'theme';

/** Whether a text names a theme. */
export function isTheme(text: string | null): text is Theme {
  return themes.some((theme) => theme === text);
}

function readTheme(): Theme {
  const stored = window.localStorage.getItem(storageKey);
  return isTheme(stored) ? stored : 'system';
}

/** The chosen theme; `system` follows the machine, live. */
export const useTheme = create<{ theme: Theme }>(() => ({ theme: 'system' }));

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Chooses a theme and remembers it on this machine. */
export function chooseTheme(theme: Theme): void {
  window.localStorage.setItem(storageKey, theme);
  applyTheme(theme);
  useTheme.setState({ theme });
}

/** Brings back what was chosen last. */
export function restoreTheme(): void {
  const theme = readTheme();
  applyTheme(theme);
  useTheme.setState({ theme });
}

/** The theme after this one, for a button that walks through them. */
export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
}
