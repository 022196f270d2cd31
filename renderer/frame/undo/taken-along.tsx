import { CornerUpLeft } from 'lucide-react';

/** A later change that goes, or stands in the way. */
export function TakenAlong({ title, testId }: { title: string; testId: string }) {
  return (
    <li data-testid={testId} className="flex min-h-8 items-center gap-2 border-b border-border px-3 py-1 last:border-0">
      <CornerUpLeft aria-hidden size={13} className="shrink-0 text-faint" />
      <span className="min-w-0 truncate" title={title}>
        {title}
      </span>
    </li>
  );
}
