import { CornerUpLeft } from 'lucide-react';

interface TakenAlongProps {
  label?: string;
  /** Each in words, by what it is known by. */
  changes: readonly (readonly [id: string, title: string])[];
  testId: string;
}

/** Later changes that go, or stand in the way. */
export function TakenAlong({ label, changes, testId }: TakenAlongProps) {
  return (
    <ul aria-label={label} className="mt-2 max-h-40 overflow-y-auto rounded-control border border-border bg-panel">
      {changes.map(([id, title]) => (
        <li
          key={id}
          data-testid={testId}
          className="flex min-h-8 items-center gap-2 border-b border-border px-3 py-1 last:border-0"
        >
          <CornerUpLeft aria-hidden size={13} className="shrink-0 text-faint" />
          <span className="min-w-0 truncate" title={title}>
            {title}
          </span>
        </li>
      ))}
    </ul>
  );
}
