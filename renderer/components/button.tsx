import type { ComponentProps, ReactNode } from 'react';
import { useDelayed } from '../hooks/use-delayed';
import { classNames } from './class-names';
import { ProgressRing } from './feedback/progress';

export type ButtonTone = 'primary' | 'plain' | 'tinted' | 'quiet' | 'warning' | 'danger';

const tones: Record<ButtonTone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  plain: 'bg-raised text-text border-border-strong hover:bg-hover',
  tinted: 'bg-accent-tint text-accent-text border-accent-border hover:border-accent',
  quiet: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-text',
  warning: 'bg-transparent text-red-text border-transparent hover:bg-red-tint',
  danger: 'bg-red-solid text-on-accent border-transparent hover:bg-red-solid-hover',
};

const sizes = { small: 'h-7 px-2.5 text-sm', medium: 'h-8 px-3 text-base' } as const;

interface ButtonProps extends ComponentProps<'button'> {
  tone?: ButtonTone;
  size?: keyof typeof sizes;
  icon?: ReactNode;
  /** What it waits for; it cannot be pressed meanwhile. */
  waitsFor?: string | undefined;
}

const shownAfterMs = 100;

/** Says what a button waits for, once that takes a moment. */
function Waiting({ words, children }: { words: string; children: ReactNode }) {
  if (!useDelayed(true, shownAfterMs)) return children;
  return (
    <>
      <ProgressRing fraction={null} label={words} />
      {words}
    </>
  );
}

/** A button with a label. Its verb says what happens. */
export function Button(props: ButtonProps) {
  const { tone = 'plain', size = 'medium', icon, waitsFor, className, children, ...rest } = props;
  const shown = (
    <>
      {icon}
      {children}
    </>
  );
  return (
    <button
      type="button"
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control border font-medium whitespace-nowrap tabular transition-colors',
        'disabled:pointer-events-none disabled:opacity-45',
        tones[tone],
        sizes[size],
        className,
      )}
      {...rest}
      disabled={rest.disabled === true || waitsFor !== undefined}
    >
      {waitsFor === undefined ? shown : <Waiting words={waitsFor}>{shown}</Waiting>}
    </button>
  );
}
