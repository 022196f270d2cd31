import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { openLink } from '../../state/queue/actions';

/** An address that opens in the person's browser. */
export function FactLink({ url, children }: { url: string; children: ReactNode }) {
  return (
    <button
      type="button"
      title={url}
      onClick={() => openLink(url)}
      className="flex max-w-full items-center gap-1.5 rounded-control text-left text-accent-text hover:underline"
    >
      <span className="truncate">{children}</span>
      <ExternalLink aria-hidden size={12} className="shrink-0" />
    </button>
  );
}
