import type { Logger } from '../../../base/log';
import type { ComfyRun } from './comfy-run';
import { watchHealth } from './health';
import { readNodeClasses } from './port-probe';
import type { ProcessFacts } from './process-facts';

/** A run has begun to serve: that is told, its node classes are read, and its health is watched until it ends. Never rejects. */
export async function attendServing(run: ComfyRun, facts: ProcessFacts, log: Logger): Promise<void> {
  facts.moveTo('running');
  void watchHealth({ address: run.plan, signal: run.signal, onChange: (text) => facts.noteSilence(text) });
  try {
    facts.noteClasses(await readNodeClasses(run.plan.baseUrl, run.signal));
  } catch (error) {
    if (!run.signal.aborted) log.warn('The node classes of ComfyUI could not be read.', { error });
  }
}
