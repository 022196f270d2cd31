import { useEffect, useEffectEvent } from 'react';
import type { PackTaskKind } from '../../src/contract/tasks/tasks';
import { isField } from '../hooks/is-field';

/** The key of each order, as a keyboard labels it; `delete` is named in the language of the window. */
export const orderKeys = {
  install: 'I',
  update: 'U',
  enable: 'D',
  disable: 'D',
  uninstall: 'delete',
} as const satisfies Partial<Record<PackTaskKind, string>>;
type KeyedKind = keyof typeof orderKeys;

const keyedKinds = Object.keys(orderKeys).filter((kind): kind is KeyedKind => kind in orderKeys);

/** The order that a key means for packs to which only some apply; undefined where it means none. */
export function readOrderKey<K extends PackTaskKind>(key: string, possible: readonly K[]): K | undefined {
  const pressed = key === 'Backspace' ? 'delete' : key.toLowerCase();
  const meant: readonly PackTaskKind[] = keyedKinds.filter((kind) => orderKeys[kind].toLowerCase() === pressed);
  return possible.find((kind) => meant.includes(kind));
}

/** Hears the keys of orders in the list and in the details. `give` answers whether the key meant something. */
export function useOrderKeys(give: (key: string) => boolean): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const { target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || isField(target)) return;
    const isAboutPacks = target instanceof Element && target.closest('main [data-focus-home]') !== null;
    if (isAboutPacks && give(event.key)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
