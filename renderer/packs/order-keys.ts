import { useEffect, useEffectEvent } from 'react';
import { isField } from '../hooks/is-field';

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
