import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { classNames } from './class-names';

interface FoldProps {
  label: string;
  facts?: ReactNode;
  className?: string;
  /** It is what the person came for. */
  isOpenFirst?: boolean;
  testId?: string;
  children: ReactNode;
}

/** Something long that is folded until it is asked for. */
export function Fold({ label, facts, className, isOpenFirst = false, testId, children }: FoldProps) {
  const [isOpen, setOpen] = useState(isOpenFirst);
  return (
    <Collapsible.Root open={isOpen} onOpenChange={setOpen} className={className}>
      <Collapsible.Trigger
        data-testid={testId}
        className="flex h-7 items-center gap-1.5 rounded-control pr-2 text-sm text-muted transition-colors hover:text-text"
      >
        <ChevronRight aria-hidden size={14} className={classNames('transition-transform', isOpen && 'rotate-90')} />
        {label}
        {facts !== undefined && <span className="text-faint tabular">{facts}</span>}
      </Collapsible.Trigger>
      <Collapsible.Content className="animate-fade">{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
