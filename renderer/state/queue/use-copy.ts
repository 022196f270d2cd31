import { copyText } from './actions';
import { tellBriefly } from '../../hooks/toast';

function copy(text: string): void {
  copyText(text);
  tellBriefly((t) => t('app.copied'));
}

/** Puts a text on the clipboard, and says so. */
export function useCopy(): (text: string) => void {
  return copy;
}
