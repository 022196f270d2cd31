import { keepText, readText } from '../../hooks/saved-text';

/** Between what the panel of details can be, and how wide it is at least as long as nobody has moved its edge, in pixels. */
export const panelWidths = { usual: 420, least: 320, most: 1200 } as const;

/** The share of the window that it has as long as nobody has moved its edge. */
const usualShare = 0.35;

/** How wide it is as long as nobody has moved its edge, in a window of this width. */
export function usualWidth(windowPx: number): number {
  return limitWidth(Math.max(panelWidths.usual, windowPx * usualShare));
}

const storageKey = 'details-width';

/** The nearest width there is. */
export function limitWidth(px: number): number {
  return Math.round(Math.min(panelWidths.most, Math.max(panelWidths.least, px)));
}

/** Reads what was kept of an earlier run; null where nothing was. */
export function parseWidth(text: string | null): number | null {
  const px = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(px) ? limitWidth(px) : null;
}

/** The width that the person gave it last, here or in an earlier run; null where nobody did. */
export function readPanelWidth(): number | null {
  return parseWidth(readText(storageKey));
}

/** Keeps a width for all panels and later runs; null for that of the window. */
export function keepPanelWidth(px: number | null): void {
  keepText(storageKey, px === null ? '' : String(px));
}

const steps: Partial<Record<string, number>> = { ArrowLeft: 24, ArrowRight: -24, PageUp: 120, PageDown: -120 };

/** The width after a key on the edge, which the arrows move; null for every other key. */
export function widthAfterKey(px: number, key: string): number | null {
  const step = steps[key];
  return step === undefined ? null : limitWidth(px + step);
}
