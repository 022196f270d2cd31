import { isField } from './is-field';

const homes = '[data-focus-home]';

function canHaveFocus(element: Element): boolean {
  if (!element.isConnected || element.matches(':disabled')) return false;
  return element.checkVisibility({ visibilityProperty: true, checkVisibilityCSS: true });
}

function listHomes(element: Element | null): HTMLElement[] {
  const home = element?.parentElement?.closest<HTMLElement>(homes) ?? null;
  return home === null ? [] : [home, ...listHomes(home)];
}

/** Gives the focus to the list of the place shown, or to the place where it has none. */
export function focusPlace(): void {
  const main = document.querySelector('main');
  // While a place is loaded that was never shown, the former one is still there, and hidden.
  const lists = [...(main?.querySelectorAll<HTMLElement>('[role="grid"]') ?? [])];
  (lists.find(canHaveFocus) ?? main)?.focus({ preventScroll: true });
}

/**
 * Remembers what has the focus. The answer gives it back: to the element, else to the nearest thing around it that is still there and is marked with
 * `data-focus-home`, else to the place.
 */
export function rememberFocus(element: Element | null = document.activeElement): () => void {
  const around = listHomes(element);
  return () => {
    const heir = [element, ...around].find((one) => one !== document.body && one !== null && canHaveFocus(one));
    if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
    else focusPlace();
  };
}

/** Gives the focus back, unless something has it by now. */
export function giveFocusBack(giveBack: (() => void) | null): void {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) giveBack?.();
}

/**
 * The focus of somebody who works by keyboard never falls to the page: when what has it goes away, as a button that becomes a ring of progress or a panel
 * that closes, it goes to what is around it. Nothing is watched while somebody types into the search of a place.
 */
export function keepFocus(): void {
  let [focused, giveBack]: [Element | null, () => void] = [null, focusPlace];
  const observer = new MutationObserver(() => {
    const { activeElement } = document;
    const isLost = focused !== null && !canHaveFocus(focused);
    if (isLost && (activeElement === document.body || activeElement === focused)) giveBack();
    else if (activeElement === document.body) observer.disconnect();
  });
  document.addEventListener('focusin', ({ target }) => {
    observer.disconnect();
    const main = target instanceof Element ? target.closest('main') : null;
    if (main === null || !(target instanceof Element) || target === main) return;
    [focused, giveBack] = [target, rememberFocus(target)];
    const isInPanel = listHomes(target).length > 0;
    const watched = isInPanel || !isField(target) ? main : main.querySelector('[data-place]');
    // A filter of attributes beside `attributes: false` is an error.
    const attributes = watched === main ? { subtree: true, attributeFilter: ['disabled'] } : {};
    if (watched) observer.observe(watched, { childList: true, ...attributes });
  });
}
