import { Check } from 'lucide-react';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePackSelection } from '../../state/packs/pack-selection';
import { usePackCommands } from '../pack-commands';

interface CheckCellProps {
  record: PackRecord;
  tabIndex: number;
  label: string;
}

const check = <Check aria-hidden size={12} strokeWidth={3} />;

/** The check box of a row: there when the row is pointed at or looked at, and on every row once a pack is checked. */
export function CheckCell({ record, tabIndex, label }: CheckCellProps) {
  const isChecked = usePackSelection(({ keys }) => keys.has(record.key));
  const commands = usePackCommands();
  return (
    <div role="gridcell" className="absolute inset-y-0 left-0 flex w-10 items-center justify-center">
      <button
        type="button"
        role="checkbox"
        aria-checked={isChecked}
        aria-label={label}
        tabIndex={tabIndex}
        data-testid="pack-check"
        onClick={(event) => commands.check(record, event.shiftKey ? 'range' : 'toggle')}
        className="group/check inline-flex size-8 items-center justify-center rounded-control opacity-0 transition-opacity group-hover/row:opacity-100 group-aria-selected/row:opacity-100 group-data-selecting/list:opacity-100 focus-visible:opacity-100 aria-checked:opacity-100"
      >
        <span className="inline-flex size-4 items-center justify-center rounded-[4px] border border-border-strong bg-raised text-on-accent group-hover/check:border-accent group-aria-checked/check:border-accent group-aria-checked/check:bg-accent">
          {isChecked && check}
        </span>
      </button>
    </div>
  );
}
