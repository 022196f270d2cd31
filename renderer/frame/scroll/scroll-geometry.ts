/** How a box is scrolled, in pixels, as the box itself tells it. */
export type Scrolled = Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>;

/** Where the thumb of a box is, in pixels from the upper end of its lane. */
export interface Thumb {
  offsetPx: number;
  lengthPx: number;
}

/** Between the thumb and the ends of its lane. */
const endPx = 3;
/** A shorter thumb is hard to take hold of. */
const shortestPx = 32;

/** The thumb of a box; null where there is nothing to scroll, or no room for a thumb. */
export function measureThumb({ scrollTop, scrollHeight, clientHeight }: Scrolled): Thumb | null {
  const hiddenPx = scrollHeight - clientHeight;
  const lanePx = clientHeight - 2 * endPx;
  if (hiddenPx < 1 || lanePx <= shortestPx) return null;
  const lengthPx = Math.max(shortestPx, Math.round((lanePx * clientHeight) / scrollHeight));
  const share = Math.min(1, Math.max(0, scrollTop / hiddenPx));
  return { lengthPx, offsetPx: endPx + share * (lanePx - lengthPx) };
}

/** How far a box is scrolled when its thumb begins `offsetPx` below the upper end of the lane. */
export function scrollTopFor(box: Scrolled, offsetPx: number): number {
  const thumb = measureThumb(box);
  if (thumb === null) return box.scrollTop;
  const wayPx = box.clientHeight - 2 * endPx - thumb.lengthPx;
  const share = Math.min(1, Math.max(0, (offsetPx - endPx) / wayPx));
  return share * (box.scrollHeight - box.clientHeight);
}
