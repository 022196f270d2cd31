import { CircleX } from 'lucide-react';
import { CopyDetails } from './copy-details';
import { Button } from '../button';

interface ErrorScreenProps {
  title: string;
  text: string;
  remedy?: string | undefined;
  retryLabel: string;
  onRetry: () => void;
  /** What is copied, for a report. */
  details: string;
}

/** A failure that takes the whole screen: what, why, and the two ways on. */
export function ErrorScreen({ title, text, remedy, retryLabel, onRetry, details }: ErrorScreenProps) {
  return (
    <main className="flex h-full flex-col items-center justify-center px-8 text-center">
      <span className="mb-4 inline-flex size-11 items-center justify-center rounded-panel border border-red-border bg-red-tint text-red-text">
        <CircleX size={20} />
      </span>
      <h1 className="text-lg font-semibold">{title}</h1>
      <p className="mt-1 max-w-120 text-pretty break-words text-soft selectable">{text}</p>
      {remedy !== undefined && remedy !== '' && <p className="mt-1 max-w-120 text-pretty text-muted">{remedy}</p>}
      <div className="mt-5 flex gap-2">
        <Button tone="primary" onClick={onRetry}>
          {retryLabel}
        </Button>
        <CopyDetails details={details} />
      </div>
    </main>
  );
}
