/** What the window saved over its restarts under this name; null where nothing was saved, or nothing can be. */
export function readText(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Saves a text under a name. Without storage nothing is saved, and the window goes on with what it has in memory. */
export function keepText(name: string, text: string): void {
  try {
    window.localStorage.setItem(name, text);
  } catch {
    // The next start begins as the first one did.
  }
}
