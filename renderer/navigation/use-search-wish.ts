import { type RefObject, useEffect } from 'react';
import { useWindow } from './window-store';

/** Wishes that a field has already answered: another place's field must not take the cursor for an old one. */
let answered = 0;

/** Puts the cursor into this field when the person wishes to search, with what is in it selected. */
export function useSearchWish(inputRef: RefObject<HTMLInputElement | null>): void {
  const wishes = useWindow((state) => state.searchWishes);
  useEffect(() => {
    if (wishes === answered) return;
    answered = wishes;
    inputRef.current?.focus();
    inputRef.current?.select();
  }, [wishes, inputRef]);
}
