import type { ReactNode } from 'react';

interface PlaceHeaderProps {
  title: string;
  /** Facts behind the title. */
  beside?: ReactNode;
  /** The search of the place; it stands at the same spot in every place that has one. */
  search?: ReactNode;
  /** What explains the search, right behind it. */
  help?: ReactNode;
  /** The buttons. */
  children?: ReactNode;
}

/** The columns follow from the width alone: no title and no button moves the search, or makes it narrower. */
const columns =
  'grid-cols-[auto_minmax(0,1fr)_auto] min-[700px]:grid-cols-[minmax(7.25rem,1fr)_minmax(0,32.5rem)_minmax(17rem,1fr)]';

/** The top of a place: what it is called, its search, and what can be done in it. */
export function PlaceHeader({ title, beside, search, help, children }: PlaceHeaderProps) {
  // The rail says the place as well: where there is hardly room, the search and the buttons have it.
  const heading = <h1 className="shrink-0 text-lg font-semibold max-[559px]:sr-only">{title}</h1>;
  const actions = (
    <div data-testid="place-actions" className="ml-auto flex shrink-0 items-center gap-1.5">
      {children}
    </div>
  );
  if (search === undefined) {
    return (
      <header className="flex h-14 shrink-0 items-center gap-2.5 border-b border-border px-4">
        {heading}
        {beside}
        {actions}
      </header>
    );
  }
  return (
    <header
      className={`grid h-14 shrink-0 items-center gap-x-3 border-b border-border px-4 max-[559px]:gap-x-1.5 ${columns}`}
    >
      <div className="flex min-w-0 items-center gap-2.5">
        {heading}
        {beside}
      </div>
      <div data-testid="place-search" className="flex min-w-0">
        {search}
      </div>
      <div className="-ml-2 flex min-w-0 items-center max-[559px]:ml-0">
        {help}
        {actions}
      </div>
    </header>
  );
}
