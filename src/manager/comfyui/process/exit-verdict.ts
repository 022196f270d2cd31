import { msg, packMessage, type Message } from '../../../contract/text/message';
import { cleanLine } from '../output/startup-report';
import { wasKilled } from './change-evidence';
import type { ComfyRun, RunEnd } from './comfy-run';
import { finalTraceback, lastOwnPack, suspectsOf } from './suspects';

/** Why a run ended, where its output tells. */
export type EndCause =
  | { kind: 'port-taken'; port: number }
  /** `error`: what torch said. */
  | { kind: 'no-graphics-card'; error: string }
  /** A pack, by its name below `custom_nodes`. */
  | { kind: 'pack'; name: string };

/** What an end that nobody ordered means. `look`: whoever holds the port now says what it is; nobody, and the notice does. */
export interface ExitVerdict {
  kind: 'restart' | 'look' | 'stopped' | 'crashed';
  notice: Message;
}

type EndedRun = Pick<ComfyRun, 'hasServed' | 'lastLines' | 'lastWords' | 'plan' | 'report'>;

/** What is known beside the run itself. */
interface AroundEnd {
  cause: EndCause | null;
  /** How often it was started again by itself without having served since. */
  restartsInARow: number;
  /** The port of the next start is left to this app. */
  isPortPrivate: boolean;
}

/** A ComfyUI that never serves is not started again for ever. */
const maxRestartsInARow = 3;
const readLines = 400;
/** The words of asyncio (`create_server`) on every system; what the system itself says behind them is in its language. */
const notBound = /^\w*Error: \[Errno \d+\] error while attempting to bind on address \(.*?, (\d+)/;
/** What torch raises where it is built for no card, or finds none that it can use (`torch/cuda/__init__.py`, `torch/xpu/__init__.py`). */
const noCard =
  /Torch not compiled with (?:CUDA|XPU) enabled|Found no NVIDIA driver|No (?:CUDA|HIP|XPU) GPUs are available|no (?:CUDA|ROCm)-capable device is detected|driver version is insufficient|driver on your system is too old/i;

function readOutput(run: Pick<ComfyRun, 'lastLines'>): string[] {
  return run.lastLines(readLines).map((line) => cleanLine(line).line);
}

/**
 * Whether a start ended because its port could not be bound: whoever took it came after the check of it. Another port, which a pack may open, is none of it.
 */
export function hasLostPort(run: Pick<ComfyRun, 'hasServed' | 'lastLines' | 'plan'>): boolean {
  if (run.hasServed()) return false;
  return readOutput(run).some((line) => Number(notBound.exec(line)?.[1] ?? 0) === run.plan.port);
}

function findPack(run: EndedRun, traceback: readonly string[]): string | null {
  // What was being imported in that moment ended it, whatever it printed.
  if (run.lastWords().pack !== null) return suspectsOf(run)[0] ?? null;
  return lastOwnPack(traceback, run.plan.comfyDir);
}

/** Reads why a run ended unasked; null where nothing says it, where it was ended from outside, and where a running one ended well. */
export function readEndCause(run: EndedRun, end: Pick<RunEnd, 'signal' | 'exitCode'>): EndCause | null {
  if (wasKilled(end) || (run.hasServed() && end.exitCode === 0)) return null;
  if (hasLostPort(run)) return { kind: 'port-taken', port: run.plan.port };
  const traceback = finalTraceback(readOutput(run));
  const error = traceback.findLast((line) => noCard.test(line));
  if (error !== undefined && !run.plan.argv.includes('--cpu'))
    return { kind: 'no-graphics-card', error: error.replace(/^[\w.]+: /, '').replace(/\.+$/, '') };
  const name = findPack(run, traceback);
  return name === null ? null : { kind: 'pack', name };
}

function describeKilled({ signal }: RunEnd): Message {
  if (signal === 'SIGKILL')
    return msg`ComfyUI was ended by the system or from outside (${signal}), often because memory ran out.`;
  return msg`ComfyUI was ended by the system or from outside (${signal ?? '?'}).`;
}

function describeEnded(hasServed: boolean, { exitCode, reason }: RunEnd): Message {
  if (hasServed)
    return exitCode === 0
      ? msg`ComfyUI ended by itself; its last lines say more.`
      : msg`ComfyUI ended by itself (${reason}); its last lines say more.`;
  return exitCode === 0
    ? msg`ComfyUI ended by itself before it was ready; its last lines say more.`
    : msg`ComfyUI ended by itself (${reason}) before it was ready; its last lines say more.`;
}

/** What a person needs to know of a run that ended unasked. */
function describeEnd(hasServed: boolean, end: RunEnd, cause: EndCause | null): Message {
  if (wasKilled(end)) return describeKilled(end);
  if (cause?.kind === 'no-graphics-card')
    return msg`ComfyUI ended because its torch cannot use a graphics card (${cause.error}). Start it with --cpu to compute on the processor; for the card of this machine, install its driver and a torch that was built for it.`;
  if (cause?.kind === 'pack')
    return hasServed
      ? msg`The pack ${packMessage(cause.name)} ended ComfyUI; its last lines say more.`
      : msg`The pack ${packMessage(cause.name)} ended ComfyUI before it was ready; its last lines say more.`;
  return describeEnded(hasServed, end);
}

const restart = (why: Message): ExitVerdict => ({ kind: 'restart', notice: why });

function judgeLostPort(port: number, { restartsInARow, isPortPrivate }: AroundEnd): ExitVerdict {
  if (isPortPrivate && restartsInARow < maxRestartsInARow)
    return restart(msg`Port ${port} was taken while ComfyUI started, so it is started on another one.`);
  const lost = msg`ComfyUI could not listen on port ${port}: another program had taken it while ComfyUI started, or the system keeps it for itself. Start ComfyUI again, or choose another port in the setting comfyui.port.`;
  return { kind: 'look', notice: lost };
}

/** Judges an end that nobody ordered. Pure. */
export function judgeEnd(run: Pick<ComfyRun, 'hasServed'>, end: RunEnd, around: AroundEnd): ExitVerdict {
  const { cause, restartsInARow } = around;
  if (cause?.kind === 'port-taken') return judgeLostPort(cause.port, around);
  if (!end.asksRestart) {
    const isFine = end.exitCode === 0 && run.hasServed();
    return { kind: isFine ? 'stopped' : 'crashed', notice: describeEnd(run.hasServed(), end, cause) };
  }
  if (restartsInARow < maxRestartsInARow) return restart(msg`ComfyUI asked to be restarted.`);
  const times = maxRestartsInARow + 1;
  const often = msg`ComfyUI asked to be restarted ${times} times in a row and was never ready, so it is not started again by itself; its last lines say more.`;
  return { kind: 'crashed', notice: often };
}
