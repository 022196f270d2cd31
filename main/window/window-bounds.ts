import type { Bounds } from '../../src/host/store/stored-state';

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const minimumSize = { width: 880, height: 600 };
const usualSize = { width: 1280, height: 820 };
/** How much of the window must lie on a screen for it to be found and dragged. */
const visibleEdgePx = 120;

/** Where the window opens: as it was left, unless its screen is gone. Sizes in device-independent pixels. */
export function chooseBounds(remembered: Bounds | null, screens: readonly Area[]): Partial<Area> {
  if (!remembered) return usualSize;
  const width = Math.max(minimumSize.width, remembered.width);
  const height = Math.max(minimumSize.height, remembered.height);
  const placed = { x: remembered.x, y: remembered.y, width, height };
  return screens.some((screen) => isReachable(placed, screen)) ? placed : { width, height };
}

function isReachable(window: Area, screen: Area): boolean {
  const overlap = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return overlap >= visibleEdgePx && window.y >= screen.y - 8 && window.y <= screen.y + screen.height - visibleEdgePx;
}
