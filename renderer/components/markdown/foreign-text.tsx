import { lazy, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';

// It is loaded when it is shown: few people read it, and it is as large as a whole place.
const Markdown = lazy(async () => ({ default: (await import('./markdown')).Markdown }));

interface ForeignTextProps {
  text: string;
  /** What relative links stand on; null: they lead nowhere. */
  linkBase: string | null;
  onOpen: (address: string) => void;
}

/** Markdown that somebody else wrote, cleaned, with words in the place of its pictures. */
export function ForeignText(props: ForeignTextProps) {
  const { t } = useTranslation();
  const imageLabel = useCallback(
    (alt: string) => (alt === '' ? t('details.image') : t('details.imageOf', { alt })),
    [t],
  );
  return (
    <Suspense fallback={null}>
      <Markdown {...props} imageLabel={imageLabel} />
    </Suspense>
  );
}
