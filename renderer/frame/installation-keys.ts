import { useEffect } from 'react';
import { showFolder } from './installation-actions';
import { readInstallations } from '../state/installation/installation-queries';

const isMac = /mac/iu.test(navigator.userAgent);
/** Only this many installations have a key, because there are no more digits. */
const reachable = 9;

/** The keys that show the installation at this position, as a person reads them; null where there are none. */
export function keysOf(position: number): string | null {
  if (position >= reachable) return null;
  return isMac ? `⇧⌘${position + 1}` : `Ctrl+Shift+${position + 1}`;
}

/** With Shift the digit keys write other signs on every keyboard, so the key itself counts. */
function readPosition({ code, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): number | null {
  const [, digit] = /^Digit([1-9])$/u.exec(code) ?? [];
  return digit !== undefined && (ctrlKey || metaKey) && shiftKey && !altKey ? Number(digit) - 1 : null;
}

/** Ctrl+Shift+1 … 9 show the installations in the order of the switcher. */
export function useInstallationKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const position = readPosition(event);
      const row = position === null ? undefined : readInstallations()[position];
      if (!row || event.defaultPrevented) return;
      event.preventDefault();
      if (!row.isShown && (row.isOpen || !row.isMissing)) void showFolder(row.folder);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
