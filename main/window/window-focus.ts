import type { BrowserWindow } from 'electron';

/**
 * Whether the person has the window before their eyes. Its own word for focus is not enough: where no window manager tells of the change
 * (a bare X display), a window that was hidden goes on calling itself focused.
 */
export function isInFront(window: BrowserWindow): boolean {
  return !window.isDestroyed() && window.isVisible() && !window.isMinimized() && window.isFocused();
}
