import { Clock3, Pause, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { ProgressRing } from './progress';
import { Hint, IconButton } from '../icon-button';

interface BusyPhaseProps {
  phase: 'running' | 'waiting' | 'paused';
  /** What is being done, for screen readers. */
  title: string;
  fraction: number | null;
  words: string;
  /** What the words have no room for; left out: nothing. */
  hint?: string;
}

/** A ring, a clock or a pause, and the phase in words. */
export function BusyPhase({ phase, title, fraction, words, hint = words }: BusyPhaseProps) {
  const Icon = phase === 'paused' ? Pause : Clock3;
  return (
    <>
      {phase === 'running' ? (
        <ProgressRing fraction={fraction} label={title} />
      ) : (
        <Icon aria-hidden size={15} className="shrink-0 text-faint" />
      )}
      <Hint text={hint}>
        <span className="min-w-0 truncate text-sm text-soft tabular">{words}</span>
      </Hint>
    </>
  );
}

interface BusyCellProps {
  name: string;
  tabIndex: number | undefined;
  onCancel: () => void;
  children: ReactNode;
}

/** What a pack or a model is busy with, and the way out. */
export function BusyCell({ name, tabIndex, onCancel, children }: BusyCellProps) {
  return (
    <span className="flex w-full animate-fade items-center gap-2">
      {children}
      <IconButton
        isCompact
        className="ml-auto"
        tabIndex={tabIndex}
        label={t('actions.cancelFor', { name })}
        icon={<X size={14} />}
        onClick={onCancel}
      />
    </span>
  );
}
