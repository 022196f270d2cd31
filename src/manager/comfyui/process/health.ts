import { setTimeout as wait } from 'node:timers/promises';
import { msg, type Message } from '../../../contract/text/message';
import type { ComfyAddress } from '../arguments/launch-plan';
import { askPort } from './port-probe';

export interface HealthOptions {
  /** Where it listens. One with TLS of its own is not asked: what it answers cannot be read. */
  address: ComfyAddress;
  /** Ends the watch. */
  signal: AbortSignal;
  /** Told when it answers no more, from then on with each question; `null` when it answers again. */
  onChange: (notice: Message | null) => void;
  /** 10 s when left out. */
  everyMs?: number;
}

const usualMs = 10_000;
const failuresToReport = 3;

function describeSilence(sinceMs: number): Message {
  const seconds = Math.round((Date.now() - sinceMs) / 1000);
  return msg`ComfyUI has not answered for ${seconds} s; a long step of a workflow can cause that.`;
}

/**
 * Asks a running ComfyUI again and again whether it still answers. It only tells: a step of a workflow can keep ComfyUI from answering for
 * minutes, and nobody can know from outside whether it will come back. Never rejects.
 */
export async function watchHealth({ address, signal, onChange, everyMs = usualMs }: HealthOptions): Promise<void> {
  if (address.hasOwnTls) return;
  let answeredMs = Date.now();
  let failures = 0;

  function note(doesAnswer: boolean): void {
    const wasReported = failures >= failuresToReport;
    failures = doesAnswer ? 0 : failures + 1;
    if (doesAnswer) answeredMs = Date.now();
    if (failures >= failuresToReport) onChange(describeSilence(answeredMs));
    else if (wasReported) onChange(null);
  }

  try {
    while (!signal.aborted) {
      await wait(everyMs, undefined, { signal });
      const { kind } = await askPort(address.baseUrl, signal);
      signal.throwIfAborted();
      note(kind === 'comfyui');
    }
  } catch {
    // The signal has ended the watch.
  }
}
