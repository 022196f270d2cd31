import { useTranslation } from 'react-i18next';
import { copyText } from './actions';
import { tellBriefly } from '../../hooks/toast';

/** Puts a text on the clipboard, and says so. */
export function useCopy(): (text: string) => void {
  const { t } = useTranslation();
  return (text) => {
    copyText(text);
    tellBriefly(t('app.copied'));
  };
}
