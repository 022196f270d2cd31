import type { KeyboardEvent, PointerEvent } from 'react';
import { t } from 'i18next';
import { limitWidth, panelWidths, widthAfterKey } from './panel-width';

interface PanelEdgeProps {
  widthPx: number;
  /** Null is the width that it has of the window. `isFinal`: the pointer has let go of it. */
  onWidth: (px: number | null, isFinal: boolean) => void;
}

/** The left edge of a panel: dragged by the pointer, moved by the arrows, and back at its usual place after a double click. */
export function PanelEdge({ widthPx, onWidth }: PanelEdgeProps) {
  const take = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    const { clientX: startX, currentTarget: edge, pointerId } = event;
    // What is drawn can be narrower than what was wished for.
    const startPx = edge.parentElement?.getBoundingClientRect().width ?? widthPx;
    edge.setPointerCapture(pointerId);
    const released = new AbortController();
    const follow = ({ type, clientX }: globalThis.PointerEvent): void => {
      const isFinal = type === 'pointerup';
      if (isFinal) released.abort();
      if (clientX !== startX) onWidth(limitWidth(startPx + startX - clientX), isFinal);
    };
    // The window is listened to, not the edge: another window that comes to the front takes the capture away, and the button is still down.
    const { signal } = released;
    window.addEventListener('pointermove', follow, { signal });
    window.addEventListener('pointerup', follow, { signal });
    window.addEventListener('pointercancel', () => released.abort(), { signal });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isReset = event.key === 'Home' || event.key === 'Enter';
    const px = widthAfterKey(widthPx, event.key);
    if (px === null && !isReset) return;
    event.preventDefault();
    onWidth(px, true);
  };
  return (
    <div
      role="slider"
      aria-orientation="horizontal"
      aria-label={t('details.edge')}
      aria-valuenow={widthPx}
      aria-valuemin={panelWidths.least}
      aria-valuemax={panelWidths.most}
      tabIndex={0}
      data-testid="details-edge"
      onPointerDown={take}
      onDoubleClick={() => onWidth(null, true)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none outline-none after:absolute after:inset-y-0 after:left-1 after:w-px hover:after:bg-accent focus-visible:after:w-0.5 focus-visible:after:bg-accent active:after:bg-accent"
    />
  );
}
