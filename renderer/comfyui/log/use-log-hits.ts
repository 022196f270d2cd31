import { useEffect, useRef, useState } from 'react';
import type { ComfyLine } from './comfy-line';
import { createLineFind, stepHit } from './comfy-log-search';
import { findLine } from './line-position';

/** What the search found, and which hit is looked at. */
export interface LogHits {
  count: number;
  /** Counts from 1; null while no hit is looked at. */
  position: number | null;
  /** Number of the line that is looked at. */
  current: number | null;
  step: (step: 1 | -1) => void;
}

interface LogHitsOptions {
  lines: readonly ComfyLine[];
  words: string;
  reveal: (position: number) => void;
  firstInSight: () => number;
}

/** Finds the lines that contain the words, and goes from one to the next. New words begin at what is in sight. */
export function useLogHits({ lines, words, reveal, firstInSight }: LogHitsOptions): LogHits {
  const [find] = useState(createLineFind);
  const [current, setCurrent] = useState<number | null>(null);
  const begun = useRef('');
  const hits = find(lines, words);
  const at = current === null ? -1 : findLine(lines, current);
  const showHit = (position: number | undefined): void => {
    setCurrent(position === undefined ? null : (lines[position]?.number ?? null));
    if (position !== undefined) reveal(position);
  };
  useEffect(() => {
    if (begun.current === words) return;
    begun.current = words;
    const from = firstInSight();
    showHit(hits.find((hit) => hit >= from) ?? hits[0]);
  });
  const place = at < 0 ? -1 : hits.indexOf(at);
  return {
    count: hits.length,
    position: place < 0 ? null : place + 1,
    current: words === '' ? null : current,
    step: (step) => showHit(stepHit(hits, at < 0 ? null : at, step)),
  };
}
