import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Button } from '../button';

interface SelectionFrameProps {
  label: string;
  testId: string;
  onClear: () => void;
  /** How many are selected, and what can be done with them. */
  children: ReactNode;
}

/** Stands where the filters of a list are while rows of it are selected, and is as high: nothing below moves. */
export function SelectionFrame({ label, testId, onClear, children }: SelectionFrameProps) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      data-testid={testId}
      className="flex h-11 shrink-0 items-center gap-2 border-b border-accent-border bg-accent-tint px-3"
    >
      {children}
      <Button size="small" tone="quiet" icon={<X size={14} />} aria-label={t('selection.clearLabel')} onClick={onClear}>
        {t('selection.clear')}
      </Button>
    </div>
  );
}
