import { type RefObject, useEffect } from 'react';
import { useWindow } from './window-store';

/** Wishes that were answered already: details that open later must not take the focus for an old one. */
let answered = 0;

/** Puts the focus on what is marked with `data-primary` below this element, else on the panel around it, when somebody wants to go on in the details. */
export function useDetailsRequest(ref: RefObject<HTMLElement | null>): void {
  const requests = useWindow((state) => state.detailsRequests);
  useEffect(() => {
    if (requests === answered) return;
    answered = requests;
    const primary = ref.current?.querySelector<HTMLElement>('[data-primary]');
    const panel = ref.current?.closest<HTMLElement>('[data-focus-home]');
    for (const heir of [panel, primary]) heir?.focus();
  }, [requests, ref]);
}
