/**
 * Keys that belong to an input method reach nothing else: the Enter and Escape that choose or drop the Chinese that is being typed would start a
 * search or empty a field. Called before anything listens.
 */
export function keepCompositionAlone(): void {
  const keep = (event: KeyboardEvent): void => {
    if (event.isComposing) event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', keep, { capture: true });
}
