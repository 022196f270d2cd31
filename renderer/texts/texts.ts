import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import english from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof english };
  }
}

/** Loads the sentences of the window before its first paint. */
export async function loadTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: english } },
    // React escapes already.
    interpolation: { escapeValue: false },
  });
}
