import type { MenuAnchor } from '../menus/menu-anchor';

// Made once: nearly every row has it.
const dots = (
  <svg
    aria-hidden
    width={16}
    height={16}
    viewBox="0 0 24 24"
    stroke="currentColor"
    strokeWidth={4}
    strokeLinecap="round"
  >
    <path d="M5 12h.01M12 12h.01M19 12h.01" />
  </svg>
);

interface MenuCellProps {
  label: string;
  tabIndex: number;
  onMenu: (anchor: MenuAnchor) => void;
}

/** The button of a row that opens its menu: in sight while the row is pointed at, selected, or the keyboard is at the button. */
export function MenuCell({ label, tabIndex, onMenu }: MenuCellProps) {
  return (
    <div role="gridcell" className="pack-menu shrink-0 @max-[420px]:hidden">
      <button
        type="button"
        aria-haspopup="menu"
        tabIndex={tabIndex}
        aria-label={label}
        onClick={({ currentTarget }) => onMenu({ element: currentTarget, point: null })}
        className="inline-flex size-7 items-center justify-center rounded-control text-muted opacity-0 transition-[color,background-color,opacity] group-hover/row:opacity-100 group-aria-selected/row:opacity-100 hover:bg-pressed hover:text-text focus-visible:opacity-100"
      >
        {dots}
      </button>
    </div>
  );
}
