import { HardDrive, Workflow } from 'lucide-react';

const icons = { workflows: Workflow, installations: HardDrive };

interface UsedByNoticeProps {
  words: string;
  /** Of those who use it, for those who want to know exactly. */
  paths: readonly string[];
  by?: keyof typeof icons;
}

/** That saved workflows, or other installations, will lack what goes. */
export function UsedByNotice({ words, paths, by = 'workflows' }: UsedByNoticeProps) {
  const Icon = icons[by];
  return (
    <p
      data-testid={by === 'workflows' ? 'used-by-warning' : 'also-read-warning'}
      title={paths.join('\n')}
      className="mt-3 flex gap-2.5 rounded-control border border-amber-border bg-amber-tint px-3 py-2"
    >
      <Icon aria-hidden size={15} className="mt-0.5 shrink-0 text-amber-text" />
      <span className="min-w-0 break-words">{words}</span>
    </p>
  );
}
