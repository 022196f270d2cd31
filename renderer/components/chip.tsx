import type { ReactNode } from 'react';
import { classNames } from './class-names';

export type ChipTone = 'neutral' | 'accent' | 'green' | 'amber' | 'red' | 'violet';

const tones: Record<ChipTone, string> = {
  neutral: 'bg-hover text-muted border-border',
  accent: 'bg-accent-tint text-accent-text border-accent-border',
  green: 'bg-green-tint text-green-text border-green-border',
  amber: 'bg-amber-tint text-amber-text border-amber-border',
  red: 'bg-red-tint text-red-text border-red-border',
  violet: 'bg-violet-tint text-violet-text border-violet-border',
};

interface ChipProps {
  tone: ChipTone;
  icon?: ReactNode;
  children: ReactNode;
}

/** A status: an icon and a word on a tint. Colour never says it alone. */
export function Chip({ tone, icon, children }: ChipProps) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-full border px-1.5 text-xs font-medium whitespace-nowrap [&>svg]:shrink-0',
        tones[tone],
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
