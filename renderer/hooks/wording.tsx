import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** A sentence that is put into words when it is shown, and anew in each language that is chosen while it shows. */
export type Wording = (t: TFunction) => string;

/** Such a sentence in the language of the moment. */
export function WordingText({ wording }: { wording: Wording }) {
  const { t } = useTranslation();
  return wording(t);
}
