import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { ComfyLine } from './comfy-line';
import { readOlderLines } from './comfy-log-store';
import { findLine } from './line-position';

/** Height of one line, as its class says. */
const linePx = 18;
/** Room above the first line, for what tells where the log begins. */
export const headPx = 36;
const nearEndPx = 24;
const nearStartPx = 400;
/** Scrolling that comes within this time after a jump to a line was made by the jump, and not by the person. */
const revealMs = 250;

type Lines = Virtualizer<HTMLDivElement, Element>;

/** The box of the log, and what moves in it. */
export interface LogScroll {
  boxRef: RefObject<HTMLDivElement | null>;
  virtualizer: Lines;
  onScroll: () => void;
  /** Shows the line at a position in the middle of the box. */
  reveal: (position: number) => void;
  /** The position of the first line in sight. */
  firstInSight: () => number;
}

interface LogScrollOptions {
  lines: readonly ComfyLine[];
  isWrapped: boolean;
  isFollowing: boolean;
  onFollow: (isOn: boolean) => void;
}

/** Which line is at the top of the box, and how far it is scrolled out: what stays in place when lines come or go above it. */
interface Anchor {
  number: number;
  offPx: number;
}

/** Keeps the line at the top of the box in place when earlier lines are read, or the oldest are given up. */
function useAnchor(
  { lines, isFollowing }: LogScrollOptions,
  { boxRef, virtualizer }: Pick<LogScroll, 'boxRef' | 'virtualizer'>,
) {
  const anchor = useRef<Anchor | null>(null);
  const first = lines[0]?.number;
  const firstRef = useRef(first);
  const saveAnchor = (): void => {
    const top = boxRef.current?.scrollTop ?? 0;
    const item = virtualizer.getVirtualItemForOffset(top);
    const line = item && lines[item.index];
    anchor.current = line ? { number: line.number, offPx: top - item.start } : null;
  };
  useLayoutEffect(() => {
    if (firstRef.current === first) return;
    firstRef.current = first;
    const position = anchor.current && !isFollowing ? findLine(lines, anchor.current.number) : -1;
    const start = virtualizer.measurementsCache[position]?.start;
    if (boxRef.current && anchor.current && start !== undefined)
      boxRef.current.scrollTop = start + anchor.current.offPx;
  });
  return saveAnchor;
}

/** Draws only the lines in sight, follows the newest until the person scrolls up, and reads earlier pages at the top. */
export function useLogScroll(options: LogScrollOptions): LogScroll {
  const { lines, isWrapped, isFollowing, onFollow } = options;
  const boxRef = useRef<HTMLDivElement>(null);
  const seenRef = useRef({ top: 0, height: 0 });
  const revealedRef = useRef(-Infinity);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => boxRef.current,
    estimateSize: () => linePx,
    getItemKey: (position) => lines[position]?.number ?? position,
    paddingStart: headPx,
    paddingEnd: 8,
    overscan: 12,
  });
  const saveAnchor = useAnchor(options, { boxRef, virtualizer });
  const totalPx = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, isWrapped]);
  useLayoutEffect(() => {
    const box = boxRef.current;
    if (isFollowing && box) box.scrollTop = box.scrollHeight;
  }, [lines, totalPx, isFollowing]);
  const onScroll = (): void => {
    const box = boxRef.current;
    if (!box) return;
    const before = seenRef.current;
    seenRef.current = { top: box.scrollTop, height: box.scrollHeight };
    const isNearEnd = box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPx;
    // Growth and shrinking are no scrolling: only the person's way up ends the following, and only their way down begins it.
    const isUp = box.scrollTop < before.top && box.scrollHeight >= before.height;
    const isDown = box.scrollTop > before.top && performance.now() > revealedRef.current + revealMs;
    if (isUp && !isNearEnd) onFollow(false);
    else if (isDown && isNearEnd) onFollow(true);
    saveAnchor();
    if (isUp && box.scrollTop < nearStartPx) void readOlderLines();
  };
  return {
    boxRef,
    virtualizer,
    onScroll,
    reveal: (position) => {
      revealedRef.current = performance.now();
      virtualizer.scrollToIndex(position, { align: 'center' });
    },
    firstInSight: () => virtualizer.getVirtualItemForOffset(boxRef.current?.scrollTop ?? 0)?.index ?? 0,
  };
}
