import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { t } from 'i18next';
import { limitWidth, panelWidths, widthAfterKey } from './panel-width';

interface PanelEdgeProps {
  widthPx: number;
  /** Null is the width that it has of the window. `isFinal`: the pointer has let go of it. */
  onWidth: (px: number | null, isFinal: boolean) => void;
}

/** The left edge of a panel: dragged by the pointer, moved by the arrows, and back at its usual place after a double click. */
export function PanelEdge({ widthPx, onWidth }: PanelEdgeProps) {
  const grip = useRef<{ x: number; px: number } | null>(null);
  const take = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    // What is drawn can be narrower than what was wished for.
    const drawnPx = event.currentTarget.parentElement?.getBoundingClientRect().width ?? widthPx;
    grip.current = { x: event.clientX, px: drawnPx };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const follow = (event: PointerEvent<HTMLElement>, isFinal: boolean): void => {
    if (grip.current === null || event.clientX === grip.current.x) return;
    onWidth(limitWidth(grip.current.px + grip.current.x - event.clientX), isFinal);
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
      onPointerMove={(event) => follow(event, false)}
      onPointerUp={(event) => {
        follow(event, true);
        grip.current = null;
      }}
      onPointerCancel={() => (grip.current = null)}
      onDoubleClick={() => onWidth(null, true)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none outline-none after:absolute after:inset-y-0 after:left-1 after:w-px hover:after:bg-accent focus-visible:after:w-0.5 focus-visible:after:bg-accent active:after:bg-accent"
    />
  );
}
