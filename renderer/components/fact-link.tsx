import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';

interface FactLinkProps {
  url: string;
  onOpen: (url: string) => void;
  children: ReactNode;
}

/** An address that opens in the person's browser. */
export function FactLink({ url, onOpen, children }: FactLinkProps) {
  return (
    <button
      type="button"
      title={url}
      onClick={() => onOpen(url)}
      className="flex max-w-full items-center gap-1.5 rounded-control text-left text-accent-text hover:underline"
    >
      <span className="min-w-0 wrap-anywhere">{children}</span>
      <ExternalLink aria-hidden size={12} className="shrink-0" />
    </button>
  );
}
