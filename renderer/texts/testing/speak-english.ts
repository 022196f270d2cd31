import i18next from 'i18next';
import { english } from '../texts';

/** Makes `t` answer in English, for tests of what is said. */
export async function speakEnglish(): Promise<void> {
  await i18next.init({
    lng: 'en',
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
  });
}
