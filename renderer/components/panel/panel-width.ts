import { keepText, readText } from '../../hooks/saved-text';

/** How wide the panel of details is at first, and between what it can be, in pixels. */
export const panelWidths = { usual: 420, least: 320, most: 1200 } as const;

const storageKey = 'details-width';

/** The nearest width there is. */
export function limitWidth(px: number): number {
  return Math.round(Math.min(panelWidths.most, Math.max(panelWidths.least, px)));
}

/** Reads what was kept of an earlier run. */
export function parseWidth(text: string | null): number {
  const px = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(px) ? limitWidth(px) : panelWidths.usual;
}

/** The width that the person gave it last, here or in an earlier run. */
export function readPanelWidth(): number {
  return parseWidth(readText(storageKey));
}

/** Keeps a width for all panels and later runs. */
export function keepPanelWidth(px: number): void {
  keepText(storageKey, String(px));
}

const steps: Partial<Record<string, number>> = { ArrowLeft: 24, ArrowRight: -24, PageUp: 120, PageDown: -120 };

/** The width after a key on the edge: the arrows move it, Home and Enter give it its usual place. Null for every other key. */
export function widthAfterKey(px: number, key: string): number | null {
  if (key === 'Home' || key === 'Enter') return panelWidths.usual;
  const step = steps[key];
  return step === undefined ? null : limitWidth(px + step);
}
