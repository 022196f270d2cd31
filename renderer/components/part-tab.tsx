import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

interface PartTabProps {
  value: string;
  testId: string;
  /** Of a place, whose row of tabs is as high as the rows of filters elsewhere; those of details are lower. */
  isOfPlace?: boolean;
  children: ReactNode;
}

/** One of several parts of a place or of details; the line below it says which one is open. */
export function PartTab({ value, testId, isOfPlace = false, children }: PartTabProps) {
  return (
    <Tabs.Trigger
      value={value}
      data-testid={testId}
      className={classNames(
        '-mb-px flex shrink-0 items-center gap-1.5 border-b-2 border-transparent px-0.5 font-medium text-muted transition-colors hover:text-text focus-visible:rounded-[3px] focus-visible:outline-offset-[-2px] data-[state=active]:border-accent data-[state=active]:text-text',
        isOfPlace ? 'h-10' : 'h-9',
      )}
    >
      {children}
    </Tabs.Trigger>
  );
}
