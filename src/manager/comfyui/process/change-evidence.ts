import type { LastChange } from '../../../contract/comfyui/comfyui-status';
import { foldName } from '../../../contract/packs/pack-names';

interface End {
  signal: string | null;
}

interface Crash {
  hasServed: boolean;
  /** Packs that the last words name. */
  suspects: readonly string[];
}

/** Signals that a program gets from outside; the system itself uses the first where memory runs out. */
const outside: readonly (string | null)[] = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'];

/** Whether it was ended, and did not end by itself. */
export function wasKilled({ signal }: End): boolean {
  return outside.includes(signal);
}

/**
 * Whether something points to the last change: the last words name what it changed, or it is a start that broke off before it served, and none has
 * served since. A run that was well for a while, or that was ended from outside, accuses nobody.
 */
export function isChangeSuspected(change: LastChange | null, end: End, crash: Crash): boolean {
  if (change === null) return false;
  if (crash.suspects.some((name) => foldName(name) === foldName(change.target))) return true;
  return !crash.hasServed && !wasKilled(end);
}
