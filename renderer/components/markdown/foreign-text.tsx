import { lazy, Suspense, useCallback } from 'react';
import { t } from 'i18next';
import { useDelayed } from '../../hooks/use-delayed';
import { useMarkdown } from './use-markdown';

// It is loaded when it is shown: few people read it, and it is as large as a whole place.
const Markdown = lazy(async () => ({ default: (await import('./markdown')).Markdown }));

interface ForeignTextProps {
  text: string;
  /** What relative links stand on; null: they lead nowhere. */
  linkBase: string | null;
  onOpen: (address: string) => void;
}

/**
 * Markdown that somebody else wrote, cleaned, with words in the place of its pictures. What takes long is shown as it stands meanwhile, and what is made to be
 * costly stays so.
 */
export function ForeignText({ text, linkBase, onOpen }: ForeignTextProps) {
  const tree = useMarkdown(text, linkBase);
  const isSlow = useDelayed(tree === undefined);
  const imageLabel = useCallback(
    (alt: string) => (alt === '' ? t('details.image') : t('details.imageOf', { alt })),
    [],
  );
  if (tree === null || isSlow) {
    return <pre className="font-mono text-sm break-words whitespace-pre-wrap text-soft select-text">{text}</pre>;
  }
  if (tree === undefined) return null;
  return (
    <Suspense fallback={null}>
      <Markdown {...{ tree, onOpen, imageLabel }} />
    </Suspense>
  );
}
