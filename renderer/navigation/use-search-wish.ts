import { type RefObject, useEffect, useRef } from 'react';
import { useWindow } from './window-store';

/** Wishes that a field has already answered: another place's field must not take the cursor for an old one. */
let answered = 0;

/** For the field that the cursor goes into when the person wishes to search, with what is in it selected. */
export function useSearchWish(): RefObject<HTMLInputElement | null> {
  const inputRef = useRef<HTMLInputElement>(null);
  const wishes = useWindow((state) => state.searchWishes);
  useEffect(() => {
    if (wishes === answered) return;
    answered = wishes;
    inputRef.current?.focus();
    inputRef.current?.select();
  }, [wishes]);
  return inputRef;
}
