import type { KeyboardEvent, ReactNode, WheelEvent } from 'react';

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

/** The arrows go from chip to chip, so that all of them are one stop of the Tab key: the one that is on. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  const chips = [...event.currentTarget.querySelectorAll('button')];
  const at = chips.findIndex((chip) => chip === event.target);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  const chip = chips[Math.min(chips.length - 1, Math.max(0, at + step))];
  chip?.focus();
}

/** The wheel goes sideways where there is no other way to go. */
export function scrollSideways(event: WheelEvent<HTMLElement>): void {
  event.currentTarget.scrollLeft += event.deltaY;
}

/** Filters of a list beside each other. Where they do not fit they scroll. */
export function ChipRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      onKeyDown={moveFocus}
      onWheel={scrollSideways}
      // The room around is that of the focus ring, which would be cut off.
      className="-mx-1 flex h-full min-w-0 items-center gap-0.5 overflow-x-auto px-1 [scrollbar-width:none]"
    >
      {children}
    </div>
  );
}
