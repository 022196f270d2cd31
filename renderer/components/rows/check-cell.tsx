import { Check } from 'lucide-react';

interface CheckCellProps {
  isChecked: boolean;
  tabIndex: number;
  label: string;
  testId: string;
  onCheck: (how: 'range' | 'toggle') => void;
}

const check = <Check aria-hidden size={12} strokeWidth={3} />;

/** The check box of a row: there when the row is pointed at or looked at, and on every row once one is checked. */
export function CheckCell({ isChecked, tabIndex, label, testId, onCheck }: CheckCellProps) {
  return (
    <div role="gridcell" className="absolute inset-y-0 left-0 flex w-10 items-center justify-center">
      <button
        type="button"
        role="checkbox"
        aria-checked={isChecked}
        aria-label={label}
        tabIndex={tabIndex}
        data-testid={testId}
        onClick={(event) => onCheck(event.shiftKey ? 'range' : 'toggle')}
        className="group/check inline-flex size-8 items-center justify-center rounded-control opacity-0 transition-opacity group-hover/row:opacity-100 group-aria-selected/row:opacity-100 group-data-selecting/list:opacity-100 focus-visible:opacity-100 aria-checked:opacity-100"
      >
        <span className="inline-flex size-4 items-center justify-center rounded-[4px] border border-border-strong bg-raised text-on-accent group-hover/check:border-accent group-aria-checked/check:border-accent group-aria-checked/check:bg-accent">
          {isChecked && check}
        </span>
      </button>
    </div>
  );
}
