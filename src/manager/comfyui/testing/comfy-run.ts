import { join } from 'node:path';
import { AppSettings } from '../../../contract/settings';
import { createComfyLog, type ComfyLog } from '../output/comfy-log';
import { launchComfy, type ComfyRun } from '../process/comfy-run';
import { planLaunch } from '../arguments/launch-plan';
import type { ComfyPlace } from './comfy-place';

/** For tests only: one run of the world's ComfyUI, without anybody who looks after it. */
export interface TestRun {
  run: ComfyRun;
  log: ComfyLog;
  /** Every line it printed itself, so far as the log keeps it. */
  printed(): string[];
}

export interface TestRunOptions {
  slowImportMs?: number;
  /** The setting `comfyui.arguments`. */
  args?: string;
  onNews?: () => void;
  log?: ComfyLog;
}

/** Starts it; the caller stops it, or waits for its end. */
export async function startRun(place: ComfyPlace, options: TestRunOptions = {}): Promise<TestRun> {
  const { slowImportMs, args = '', onNews = () => undefined, log = createComfyLog() } = options;
  const settings = AppSettings.parse({ 'comfyui.port': String(place.port), 'comfyui.arguments': args });
  const plan = await planLaunch(place.installation, settings);
  const { desktopDir } = place.paths;
  const run = await launchComfy({
    ...{ interpreter: place.python, plan, sessionFile: join(desktopDir, 'comfyui-session-test'), desktopDir },
    ...{ customNodesDir: place.installation.customNodesDir, log, onPhase: onNews, slowImportMs },
  });
  const printed = () =>
    log
      .read({ limit: 5000 })
      .lines.filter(({ stream }) => stream !== 'app')
      .map(({ text }) => text);
  return { run, log, printed };
}
