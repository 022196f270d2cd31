import { type RefObject, useEffect, useRef } from 'react';
import { useWindow } from './window-store';

/** Wishes that a field has already answered: another place's field must not take the cursor for an old one. */
let answered = 0;

/** For the field that the cursor goes into when the person wants to search, with what is in it selected. */
export function useSearchRequest(): RefObject<HTMLInputElement | null> {
  const inputRef = useRef<HTMLInputElement>(null);
  const requests = useWindow((state) => state.searchRequests);
  useEffect(() => {
    if (requests === answered) return;
    answered = requests;
    inputRef.current?.focus();
    inputRef.current?.select();
  }, [requests]);
  return inputRef;
}
