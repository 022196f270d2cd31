import type { ReactNode } from 'react';
import { classNames } from '../class-names';

/** The shape of rows that are on their way. */
export function SkeletonRows({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} data-testid="skeleton" className="animate-fade overflow-hidden">
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="flex h-14 animate-breathe items-center gap-3 border-b border-border px-4">
          <span className="size-8 shrink-0 rounded-control bg-pressed" />
          <span className="flex min-w-0 flex-1 flex-col gap-2">
            <span className="h-2.5 rounded-full bg-pressed" style={{ width: `${18 + ((index * 37) % 16)}%` }} />
            <span className="h-2 rounded-full bg-hover" style={{ width: `${42 + ((index * 53) % 30)}%` }} />
          </span>
          <span className="h-6 w-24 shrink-0 rounded-control bg-hover" />
        </div>
      ))}
    </div>
  );
}

/** The shape of lines of output that are on their way. */
export function SkeletonLines({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} data-testid="skeleton" className="animate-fade overflow-hidden px-4 py-3">
      {Array.from({ length: 16 }, (_, index) => (
        <div key={index} className="flex h-5 animate-breathe items-center">
          <span className="h-2 rounded-full bg-hover" style={{ width: `${20 + ((index * 53) % 55)}%` }} />
        </div>
      ))}
    </div>
  );
}

interface SkeletonPanelProps {
  /** How many lines it will hold. */
  lines: number;
}

/** The shape of one panel that is on its way. */
export function SkeletonPanel({ lines }: SkeletonPanelProps) {
  return (
    <div className="mb-5 rounded-panel border border-border bg-raised px-3.5 py-1.5">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="flex h-11 animate-breathe items-center gap-3">
          <span className="size-4 shrink-0 rounded-control bg-pressed" />
          <span className="h-2.5 rounded-full bg-pressed" style={{ width: `${22 + ((index * 37) % 30)}%` }} />
          <span className="ml-auto h-6 w-20 shrink-0 rounded-control bg-hover" />
        </div>
      ))}
    </div>
  );
}

interface SkeletonPanelsProps {
  label: string;
  /** How wide the place is. */
  className: string;
  children: ReactNode;
}

/** Panels that are on their way, where they will stand. */
export function SkeletonPanels({ label, className, children }: SkeletonPanelsProps) {
  return (
    <div
      role="status"
      aria-label={label}
      data-testid="skeleton"
      className={classNames('mx-auto max-h-full w-full animate-fade overflow-hidden', className)}
    >
      {children}
    </div>
  );
}
