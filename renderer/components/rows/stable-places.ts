import { type MouseEvent, type RefObject, useLayoutEffect, useRef } from 'react';

/** The key of the row around an element; null outside of rows. */
function rowKeyOf(target: EventTarget | null): string | null {
  return (target instanceof Element && target.closest<HTMLElement>('[data-row]')?.dataset['row']) || null;
}

/** What the element of a list hears before its rows do. */
export interface PlaceGuards {
  onPointerDownCapture: (event: { target: EventTarget }) => void;
  onFocusCapture: (event: { target: EventTarget }) => void;
  onClickCapture: (event: MouseEvent) => void;
}

/**
 * A list that keeps the elements of a place when another row comes there makes no button anew while somebody types. What was meant for the former row
 * must then not go over to the one that came: a click counts only on the row that it was pressed on, and the focus goes to the list.
 */
export function useStablePlaces(list: RefObject<HTMLElement | null>): PlaceGuards {
  const pressed = useRef<string | null>(null);
  const focused = useRef<string | null>(null);
  // Of each drawing: only then can another row have come.
  useLayoutEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || focused.current === null || !list.current?.contains(activeElement)) return;
    if (rowKeyOf(activeElement) !== focused.current) list.current.focus({ preventScroll: true });
  });
  return {
    onPointerDownCapture: ({ target }) => {
      pressed.current = rowKeyOf(target);
    },
    onFocusCapture: ({ target }) => {
      focused.current = rowKeyOf(target);
    },
    onClickCapture: (event) => {
      // Keys and screen readers click without a pointer, on what has the focus.
      if (event.detail > 0 && rowKeyOf(event.target) !== pressed.current) event.stopPropagation();
    },
  };
}
