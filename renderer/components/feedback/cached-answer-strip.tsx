import { CloudOff } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../button';
import { classNames } from '../class-names';

interface CachedAnswerStripProps {
  /** The date of what is shown, and why there is nothing newer. */
  words: string;
  isAsking: boolean;
  onRetry: () => void;
  /** In a narrow place the words take as many lines as they need; else they are cut at the end of one. */
  isNarrow?: boolean;
  testId?: string;
}

/** Stands above what was cached of an earlier answer: how old it is, why no newer one came, and another try. */
export function CachedAnswerStrip({ words, isAsking, onRetry, isNarrow = false, ...props }: CachedAnswerStripProps) {
  return (
    <div
      role="status"
      data-testid={props.testId}
      className={classNames(
        'flex shrink-0 items-center border-b border-amber-border bg-amber-tint px-4 text-sm',
        isNarrow ? 'min-h-9 gap-2 py-1.5' : 'min-h-10 gap-2.5 py-1',
      )}
    >
      <CloudOff aria-hidden size={isNarrow ? 14 : 15} className="shrink-0 text-amber-text" />
      <span
        title={isNarrow ? undefined : words}
        className={classNames('min-w-0 flex-1 text-soft', isNarrow ? 'break-words' : 'truncate')}
      >
        {words}
      </span>
      <Button size="small" tone="quiet" disabled={isAsking} onClick={onRetry}>
        {t('app.tryAgain')}
      </Button>
    </div>
  );
}
