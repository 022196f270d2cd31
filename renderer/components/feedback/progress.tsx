import { classNames } from '../class-names';
import { percentOf } from '../../../src/contract/text/percent';

interface ProgressProps {
  /** 0 to 1; null when nobody can tell. */
  fraction: number | null;
  /** What is progressing, for screen readers. */
  label: string;
}

const radius = 6.5;
const circumference = 2 * Math.PI * radius;

const valueOf = (fraction: number | null): number | undefined => (fraction === null ? undefined : percentOf(fraction));

/** A ring of 16 px: filled as far as the work is, turning while nobody can tell. */
export function ProgressRing({ fraction, label }: ProgressProps) {
  const share = fraction ?? 0.28;
  return (
    <svg
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={valueOf(fraction)}
      viewBox="0 0 16 16"
      className={classNames('size-4 shrink-0 text-accent-text', fraction === null && 'animate-turn')}
    >
      <circle cx="8" cy="8" r={radius} fill="none" stroke="currentColor" strokeWidth="2" opacity="0.2" />
      <circle
        cx="8"
        cy="8"
        r={radius}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeDasharray={circumference}
        strokeDashoffset={circumference * (1 - share)}
        transform="rotate(-90 8 8)"
        className="transition-[stroke-dashoffset]"
      />
    </svg>
  );
}

interface BarProps extends ProgressProps {
  isThin?: boolean;
}

/** A bar: filled as far as the work is, running while nobody can tell. */
export function ProgressBar({ fraction, label, isThin = false }: BarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={valueOf(fraction)}
      className={classNames('w-full overflow-hidden rounded-full bg-pressed', isThin ? 'h-[3px]' : 'h-1.5')}
    >
      <div
        className={classNames(
          'h-full origin-left rounded-full bg-accent',
          fraction === null ? 'w-1/3 animate-run' : 'w-full transition-transform',
        )}
        style={fraction === null ? undefined : { transform: `scaleX(${fraction})` }}
      />
    </div>
  );
}
