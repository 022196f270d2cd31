import { Workflow } from 'lucide-react';

interface UsedByNoticeProps {
  words: string;
  /** Of the workflows, for those who want to know exactly. */
  paths: readonly string[];
}

/** That saved workflows will lack what goes. */
export function UsedByNotice({ words, paths }: UsedByNoticeProps) {
  return (
    <p
      data-testid="used-by-warning"
      title={paths.join('\n')}
      className="mt-3 flex gap-2.5 rounded-control border border-amber-border bg-amber-tint px-3 py-2"
    >
      <Workflow aria-hidden size={15} className="mt-0.5 shrink-0 text-amber-text" />
      <span className="min-w-0 break-words">{words}</span>
    </p>
  );
}
