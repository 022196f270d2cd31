import { create } from 'zustand';
import type { ComfyLogLine } from '../../../src/contract/comfyui/comfyui-status';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { call } from '../../bridge';
import { type ComfyLine, prepareLines } from './comfy-line';

interface ComfyLogStore {
  /** Null until the newest page was read, and while nobody looks. */
  lines: readonly ComfyLine[] | null;
  hasOlder: boolean;
  isReadingOlder: boolean;
  error: AppError | null;
}

const closed: ComfyLogStore = { lines: null, hasOlder: false, isReadingOlder: false, error: null };
const pageLines = 2000;
/** As many as the window keeps; cut in large steps, since a cut means going through all of them once more. */
const maxLines = 100_000;
const cutLines = 20_000;
/** New lines are gathered for this long and drawn together, which is as often as an eye can follow. */
const gatherMs = 60;

/** ComfyUI's output, followed while its place is open. */
export const useComfyLog = create<ComfyLogStore>(() => closed);

let gathered: ComfyLogLine[] = [];
let timer: number | undefined;
/** Counts openings: an answer that comes after its reader has gone is of no use. */
let opening = 0;
let isOpen = false;

function append(lines: readonly ComfyLine[], added: readonly ComfyLogLine[]): readonly ComfyLine[] {
  const last = lines.at(-1);
  const fresh = last ? added.filter(({ number }) => number > last.number) : added;
  if (fresh.length === 0) return lines;
  const all = [...lines, ...prepareLines(fresh, last)];
  return all.length > maxLines + cutLines ? all.slice(all.length - maxLines) : all;
}

function flush(): void {
  timer = undefined;
  // What comes while the first page is on its way waits for it: some of it may be in there.
  if (useComfyLog.getState().lines === null) return;
  const added = gathered;
  gathered = [];
  useComfyLog.setState((state) => {
    if (state.lines === null) return state;
    const lines = append(state.lines, added);
    const isCut = lines[0]?.number !== state.lines[0]?.number && state.lines.length > 0;
    return { lines, hasOlder: state.hasOlder || isCut };
  });
}

/** Reads the newest page and follows from there. */
export async function openComfyLog(): Promise<void> {
  opening += 1;
  isOpen = true;
  const mine = opening;
  useComfyLog.setState({ error: null });
  try {
    const { lines } = await call('comfyui.log', { limit: pageLines });
    if (mine !== opening) return;
    useComfyLog.setState({ lines: prepareLines(lines, undefined), hasOlder: lines.length === pageLines });
    flush();
  } catch (thrown) {
    if (mine === opening) useComfyLog.setState({ error: toAppError(thrown) });
  }
}

/** Stops following and forgets the lines. */
export function closeComfyLog(): void {
  opening += 1;
  isOpen = false;
  window.clearTimeout(timer);
  timer = undefined;
  gathered = [];
  useComfyLog.setState(closed);
}

/** Another installation is opened: whoever looks sees its output. */
export function reopenComfyLog(): void {
  if (!isOpen) return;
  closeComfyLog();
  void openComfyLog();
}

/** Takes new lines in; those that come in a flood are gathered. */
export function acceptComfyLines(lines: readonly ComfyLogLine[]): void {
  if (!isOpen) return;
  gathered.push(...lines);
  timer ??= window.setTimeout(flush, gatherMs);
}

/** Reads the page before the oldest line that is shown. */
export async function readOlderLines(): Promise<void> {
  const { lines, hasOlder, isReadingOlder } = useComfyLog.getState();
  const first = lines?.[0]?.number;
  if (first === undefined || !hasOlder || isReadingOlder) return;
  const mine = opening;
  useComfyLog.setState({ isReadingOlder: true });
  try {
    const after = Math.max(0, first - 1 - pageLines);
    const page = (await call('comfyui.log', { after, limit: pageLines })).lines.filter(({ number }) => number < first);
    if (mine !== opening) return;
    const older = prepareLines(page, undefined);
    useComfyLog.setState((state) => ({
      lines: [...older, ...(state.lines ?? [])],
      hasOlder: older.length > 0 && after > 0,
      isReadingOlder: false,
    }));
  } catch (thrown) {
    if (mine === opening) useComfyLog.setState({ isReadingOlder: false, hasOlder: false, error: toAppError(thrown) });
  }
}
