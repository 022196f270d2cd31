/** A process of ours that ended unasked, as Electron tells it. */
export interface Crash {
  reason: string;
  /** Of the system: a signal's number, or a code of the process. */
  exitCode: number;
  atMs: number;
}

/** What is done with the page after its process ended: nothing, load it again, or ask the person first. */
export type PageStep = 'leave' | 'reload' | 'ask';

/** So many ends within this time are no accident: loading again would end in the same way, over and over. */
const manyCrashes = 3;
const manyWithinMs = 60_000;

/** Whether a process ended without being asked to. From outside (`killed`) counts: that is what Linux does when memory runs out. */
export function isFailure({ reason }: Pick<Crash, 'reason'>): boolean {
  return reason !== 'clean-exit';
}

/** Decides what is done with the page, from all its ends so far; the newest is the last. Pure. */
export function planPage(crashes: readonly Crash[]): PageStep {
  const last = crashes.at(-1);
  if (last === undefined || !isFailure(last)) return 'leave';
  const recent = crashes.filter((crash) => isFailure(crash) && last.atMs - crash.atMs < manyWithinMs);
  return recent.length >= manyCrashes ? 'ask' : 'reload';
}

/** The kinds of reasons that a person is told apart; what Electron adds later is the last. */
export type CrashCause = 'memory' | 'ended' | 'start' | 'other';

/** What a reason means for a person. */
export function causeOf(reason: string): CrashCause {
  if (reason === 'oom' || reason === 'memory-eviction') return 'memory';
  if (reason === 'killed') return 'ended';
  return reason === 'launch-failed' || reason === 'integrity-failure' ? 'start' : 'other';
}
