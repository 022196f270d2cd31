import type { LineKind } from '../../navigation/filters';
import type { ComfyLine } from './comfy-line';
import { createExtender } from '../../hooks/incremental-pick';

/** What narrows the log. */
export interface LineFilter {
  kind: LineKind;
  /** Name below `custom_nodes`; null for all. */
  pack: string | null;
}

const kinds: Record<LineKind, (line: ComfyLine) => boolean> = {
  all: () => true,
  problems: ({ level }) => level !== 'plain',
  errors: ({ level }) => level === 'error',
  stdout: ({ stream }) => stream === 'stdout',
  stderr: ({ stream }) => stream === 'stderr',
  app: ({ stream }) => stream === 'app',
};

/** Makes the filter of one log. */
export function createLineSift(): (lines: readonly ComfyLine[], filter: LineFilter) => readonly ComfyLine[] {
  const extend = createExtender<ComfyLine, ComfyLine>();
  return (lines, { kind, pack }) => {
    if (kind === 'all' && pack === null) return lines;
    const isOfKind = kinds[kind];
    const isWanted = (line: ComfyLine): boolean => isOfKind(line) && (pack === null || line.pack === pack);
    return extend(lines, `${kind} ${pack ?? ''}`, (line) => (isWanted(line) ? line : undefined));
  };
}

/** Makes the search of one log: answers the positions of the lines that contain the words, in any case. */
export function createLineFind(): (lines: readonly ComfyLine[], words: string) => readonly number[] {
  const extend = createExtender<ComfyLine, number>();
  return (lines, words) => {
    const needle = words.toLowerCase();
    if (needle === '') return [];
    return extend(lines, needle, ({ text }, position) => (text.toLowerCase().includes(needle) ? position : undefined));
  };
}

/** Makes the list of packs that wrote something, in the order of their names. */
export function createPackNames(): (lines: readonly ComfyLine[]) => readonly string[] {
  const extend = createExtender<ComfyLine, string>();
  const seen = new Set<string>();
  let last: { found: readonly string[]; names: readonly string[] } = { found: [], names: [] };
  return (lines) => {
    const found = extend(lines, 'packs', ({ pack }, position) => {
      if (position === 0) seen.clear();
      if (pack === null || seen.has(pack)) return undefined;
      seen.add(pack);
      return pack;
    });
    if (found !== last.found) last = { found, names: found.toSorted((a, b) => a.localeCompare(b, 'en')) };
    return last.names;
  };
}

/** The hit after (or before, `step` -1) the line at `position`, around the end; undefined without hits. */
export function stepHit(hits: readonly number[], position: number | null, step: 1 | -1): number | undefined {
  if (position === null) return step === 1 ? hits[0] : hits.at(-1);
  if (step === 1) return hits.find((hit) => hit > position) ?? hits[0];
  return hits.findLast((hit) => hit < position) ?? hits.at(-1);
}

/** A text cut at the places that contain the words, for marking them. */
export function splitAtHits(text: string, words: string): { text: string; isHit: boolean }[] {
  if (words === '') return [{ text, isHit: false }];
  const lower = text.toLowerCase();
  // A letter that grows when it is made small (İ) would move everything behind it.
  if (lower.length !== text.length) return [{ text, isHit: false }];
  const needle = words.toLowerCase();
  const parts: { text: string; isHit: boolean }[] = [];
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), isHit: false });
    from = at + needle.length;
    parts.push({ text: text.slice(at, from), isHit: true });
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), isHit: false });
  return parts;
}
