import { t } from 'i18next';
import { showToast, warnBriefly } from './toast';

/** Puts a text on the clipboard, and says so, or that it could not. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => showToast(() => t('app.copied')),
    () => warnBriefly(() => t('app.notCopied')),
  );
}
