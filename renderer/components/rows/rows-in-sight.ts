import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** Rows drawn above and below those in sight, so that a small step of the wheel shows no gap. */
const spareRows = 2;
/** What stands above a list in every place: its header and its filters. */
const aboveListPx = 100;

/** The part of a long list that exists, and the ways to another part. */
export interface RowsInSight {
  /** The first row drawn, and the first one after them that is not. */
  first: number;
  end: number;
  /** The number to add to a row's position to have its place: after a jump, elements that exist are used again for the rows now in sight. */
  shift: number;
  /** Scrolls as little as is needed to have a row in sight. */
  show: (position: number) => void;
  showTop: () => void;
}

/** What was heard of the list's element last: asking the element would lay the page out in the middle of a keystroke. */
interface Seen {
  topPx: number;
  heightPx: number;
}

/** Where the list is scrolled to, in rows. */
interface View {
  top: number;
  shift: number;
}

function scrolled({ top, shift }: View, to: number, drawn: number): View {
  return { top: to, shift: Math.abs(to - top) < drawn ? shift : shift + top - to };
}

/**
 * Tells which rows of a scrolling element are in sight. All rows are of one height, so nothing is measured, and a list of another length costs
 * nothing; the first rows are drawn before the element is there.
 */
export function useRowsInSight(ref: RefObject<HTMLElement | null>, count: number, rowPx: number): RowsInSight {
  const seen = useRef<Seen>({ topPx: 0, heightPx: 0 });
  const [{ top, shift }, setView] = useState<View>({ top: 0, shift: 0 });
  const [fitting, setFitting] = useState(() => Math.ceil((window.innerHeight - aboveListPx) / rowPx));
  const follow = useEffectEvent((topPx: number) => {
    const to = Math.floor(topPx / rowPx);
    seen.current.topPx = topPx;
    // This is done at once: a frame later the rows would come after their place was shown empty.
    if (to !== top) flushSync(() => setView((view) => scrolled(view, to, fitting + 2 * spareRows)));
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const onScroll = (): void => follow(element.scrollTop);
    const sizes = new ResizeObserver(([entry]) => {
      seen.current.heightPx = entry?.contentRect.height ?? 0;
      setFitting(Math.ceil(seen.current.heightPx / rowPx));
    });
    sizes.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [ref, rowPx]);
  const scrollTo = (topPx: number): void => {
    seen.current.topPx = topPx;
    ref.current?.scrollTo({ top: topPx });
  };
  // A list that became shorter is scrolled by the browser, which tells of it later.
  const start = Math.min(top, Math.max(0, count - fitting));
  return {
    shift,
    first: Math.max(0, start - spareRows),
    end: Math.min(count, start + fitting + spareRows),
    show: (position) => {
      const { topPx, heightPx } = seen.current;
      if (position * rowPx < topPx) scrollTo(position * rowPx);
      else if ((position + 1) * rowPx > topPx + heightPx) scrollTo((position + 1) * rowPx - heightPx);
    },
    showTop: () => {
      if (seen.current.topPx > 0) scrollTo(0);
    },
  };
}
