import { say, spell } from '../../../contract/text/said';
import { describeEnd, type ComfyRun, type RunEnd } from './comfy-run';

/** What an end that nobody ordered means. */
export type ExitVerdict = { kind: 'restart' } | { kind: 'stopped' | 'crashed'; notice: string };

/** A ComfyUI that asks to be restarted and never serves is not started for ever. */
const maxRestartsInARow = 3;

/** `restartsInARow`: how often it was started again by its own wish without having served since. */
export function judgeEnd(run: Pick<ComfyRun, 'hasServed'>, end: RunEnd, restartsInARow: number): ExitVerdict {
  if (!end.asksRestart) {
    const isFine = end.exitCode === 0 && run.hasServed();
    return { kind: isFine ? 'stopped' : 'crashed', notice: describeEnd(run, end) };
  }
  if (restartsInARow < maxRestartsInARow) return { kind: 'restart' };
  const times = maxRestartsInARow + 1;
  const often = say`ComfyUI asked to be restarted ${times} times in a row and was never ready, so it is not started again by itself; its last lines say more.`;
  return { kind: 'crashed', notice: spell(often) };
}
