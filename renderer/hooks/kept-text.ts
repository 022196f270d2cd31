/** What the window keeps over its restarts under this name; null where nothing was kept, or nothing can be. */
export function readKept(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name. Without storage nothing is kept, and the window goes on with what it has in memory. */
export function keepText(name: string, text: string): void {
  try {
    window.localStorage.setItem(name, text);
  } catch {
    // The next start begins as the first one did.
  }
}
