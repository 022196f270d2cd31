import { type RefObject, useEffect } from 'react';
import { useWindow } from './window-store';

/** Wishes that were answered already: details that open later must not take the focus for an old one. */
let answered = 0;

/** Puts the focus on what is marked with `data-primary` below this element, else on the panel around it, when somebody wishes to go on in the details. */
export function useDetailsWish(ref: RefObject<HTMLElement | null>): void {
  const wishes = useWindow((state) => state.detailsWishes);
  useEffect(() => {
    if (wishes === answered) return;
    answered = wishes;
    const primary = ref.current?.querySelector<HTMLElement>('[data-primary]');
    const panel = ref.current?.closest<HTMLElement>('[data-focus-home]');
    for (const heir of [panel, primary]) heir?.focus();
  }, [wishes, ref]);
}
