/** How far each list and page was scrolled when it was left, by its name. */
const positions = new Map<string, number>();

/** Another installation has other rows. */
export function forgetScrolling(): void {
  positions.clear();
}

/**
 * Scrolls an element to where it was when it was left, and takes down where it is from now on. What it shows may still be on its way: until the person
 * scrolls, it is scrolled again when it has become longer.
 *
 * @param name One for each list or page.
 * @returns The end of it, for the ref that gave the element.
 */
export function keepScroll(name: string, element: HTMLElement): () => void {
  let wanted = positions.get(name) ?? 0;
  const restore = (): void => {
    if (wanted > 0) element.scrollTop = wanted;
  };
  const onScroll = (): void => {
    // As far as there is anything yet; the person's own wheel goes elsewhere.
    if (wanted > 0 && element.scrollTop < wanted && element.scrollTop === element.scrollHeight - element.clientHeight)
      return;
    wanted = 0;
    positions.set(name, element.scrollTop);
  };
  const sizes = new ResizeObserver(restore);
  for (const child of element.children) sizes.observe(child);
  restore();
  element.addEventListener('scroll', onScroll, { passive: true });
  return () => {
    sizes.disconnect();
    element.removeEventListener('scroll', onScroll);
  };
}

// One function for each name: a new one at each render would be another ref.
const refs = new Map<string, (element: HTMLElement | null) => (() => void) | undefined>();

/** The ref of a scrolling element whose place is kept while the person is elsewhere. */
export function scrollRef(name: string): (element: HTMLElement | null) => (() => void) | undefined {
  const known = refs.get(name) ?? ((element) => (element === null ? undefined : keepScroll(name, element)));
  refs.set(name, known);
  return known;
}
