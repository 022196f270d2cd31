import { planLaunch } from '../arguments/launch-plan';
import { planTrial } from '../arguments/trial-plan';
import type { ComfyLog } from '../output/comfy-log';
import type { ComfyProcessOptions } from './begin-run';
import { launchComfy, type ComfyRun } from './comfy-run';
import { endMarked, nameSession } from './escaped-processes';
import type { ProcessMemo } from './previous-process';

/** A start with a part of the packs. */
export interface Trial {
  run: ComfyRun;
  /** Ends it with everything it started; nothing happens when it has ended already. */
  stop(): Promise<void>;
}

export interface TrialOptions {
  /** Names below `custom_nodes`. */
  packs: readonly string[];
  /** Of this machine, and nobody's. */
  port: number;
  /** Called when the start has got further. */
  onPhase: () => void;
}

export interface TrialSources {
  options: Pick<ComfyProcessOptions, 'installation' | 'settings' | 'paths' | 'interpreter' | 'variables' | 'log'>;
  output: ComfyLog;
  /** That of the own ComfyUI, which is away meanwhile: a killed app ends a trial at its next start as it would end that. */
  memo: ProcessMemo;
}

/** A trial has nothing to save, and the next one waits. */
const graceMs = 3000;

/** Starts ComfyUI with some of the packs. To be asked while no ComfyUI of ours lives. Throws as `planLaunch` and `launchComfy`. */
export async function beginTrial(sources: TrialSources, { packs, port, onPhase }: TrialOptions): Promise<Trial> {
  const { options, output, memo } = sources;
  const { installation, settings, paths, log } = options;
  const plan = planTrial(await planLaunch(installation, settings), { packs, port });
  const { desktopDir } = paths;
  const sessionFile = nameSession(desktopDir);
  const { customNodesDir } = installation;
  const interpreter = await options.interpreter();
  const variables = options.variables();
  const run = await launchComfy({
    interpreter,
    plan,
    variables,
    sessionFile,
    desktopDir,
    customNodesDir,
    onPhase,
    log: output,
  });
  await memo.write(run.pid, sessionFile).catch((error: unknown) => {
    log.warn('The process of a trial could not be noted down.', { error });
  });
  return {
    run,
    async stop() {
      if (!run.signal.aborted) await run.stop(Math.min(settings['comfyui.stopSeconds'] * 1000, graceMs));
      await run.ended;
      await endMarked(sessionFile);
      await memo.erase();
    },
  };
}
