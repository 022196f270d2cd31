/** What a menu hangs from, and gets the focus back: a button, or what was under the pointer. */
export interface MenuAnchor {
  element: HTMLElement;
  /** Where it was asked for, in pixels of the window; null: at the element. */
  point: { x: number; y: number } | null;
}

/** An event that asks for a menu. */
interface AskingEvent {
  target: EventTarget;
  currentTarget: EventTarget & HTMLElement;
  clientX: number;
  clientY: number;
}

/**
 * Reads where a menu was asked for in a list: at the pointer, or by the keyboard, which asks at what has the focus. The menu then stands in the row that is
 * selected, below the middle of its head.
 *
 * @param selected The row that the keyboard means; null where none is.
 */
export function readMenuAnchor(event: AskingEvent, selected: HTMLElement | null): MenuAnchor {
  const { currentTarget: element, clientX: x, clientY: y } = event;
  if (event.target !== element || selected === null) return { element, point: { x, y } };
  const row = selected.getBoundingClientRect();
  return { element, point: { x: row.left + 48, y: row.top + row.height / 2 } };
}

/** Whether some text is marked that a menu of rows must not take away from the menu that copies it. */
export function isTextMarked(): boolean {
  return (window.getSelection()?.toString() ?? '') !== '';
}
