import type { toast as Toast } from 'sonner';

type Show = (toast: typeof Toast) => void;

/**
 * Adds news to the pile once the pointer is not on it: they come from below and move the others up, and a click that is on its way would meet the button of
 * another. What carries news is loaded with the first of them: no start has any.
 */
export function addToPile(show: Show): void {
  void import('sonner').then(({ toast }) => whenFree(() => show(toast)));
}

function whenFree(show: () => void): void {
  if (document.querySelector('[data-sonner-toaster]:hover') === null) show();
  else document.addEventListener('pointerover', () => whenFree(show), { once: true });
}
