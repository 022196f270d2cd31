import { classNames } from '../components/class-names';
import { IconButton } from '../components/icon-button';
import { useDayWords } from '../hooks/day-words';
import type { RowAct } from './row-acts';
import { useAct } from './use-act';

interface RowActButtonProps {
  /** What is likeliest to be done; undefined where nothing can be. */
  act: RowAct | undefined;
  /** The day that the row is the head of; null for other rows. */
  dayMs: number | null;
  isSelected: boolean;
}

/** Quiet: to be seen where the pointer is, in the row that the keyboard is on, and where it has the focus itself. */
const shownClass = classNames(
  'opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100',
  '[[role=grid]:focus-visible_[aria-selected=true]_&]:opacity-100',
);

function ActButton({ act, dayMs, isSelected }: RowActButtonProps & { act: RowAct }) {
  const dayWords = useDayWords();
  const { icon: Icon, label, isBusy, run } = useAct(act, dayMs === null ? null : dayWords(dayMs));
  return (
    <IconButton
      isCompact
      side="left"
      data-testid="row-act"
      label={label}
      icon={<Icon size={15} />}
      disabled={isBusy}
      // Of a long list the Tab key goes only into the row that the list is on.
      tabIndex={isSelected ? 0 : -1}
      className={classNames(shownClass, 'hover:bg-pressed')}
      onClick={run}
    />
  );
}

/** What is done most with a row, in a place that it has whether there is something to do or not: nothing beside it moves. */
export function RowActButton({ act, ...props }: RowActButtonProps) {
  return (
    <span role="gridcell" className="size-7 shrink-0">
      {act !== undefined && <ActButton act={act} {...props} />}
    </span>
  );
}
