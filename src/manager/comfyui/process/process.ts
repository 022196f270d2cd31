import { join } from 'node:path';
import type { ComfyLogLine, ComfyStatus, ComfyWorkload } from '../../../contract/comfyui/comfyui-status';
import type { ImportFailure } from '../../../contract/comfyui/imports';
import { createSerial } from '../../../base/async/serial';
import { createSoon, type Soon } from '../../../base/async/soon';
import type { InstalledPacks, LocalPack } from '../../../contract/packs/local-packs';
import type { AppSettings } from '../../../contract/settings';
import { createComfyLog, type ComfyLog } from '../output/comfy-log';
import { createBuildReader } from '../environment/comfy-build';
import {
  createFailureFinder,
  createLogReader,
  type FailureFinder,
  type ImportFailureRef,
} from '../imports/import-failures';
import type { PackRun } from './pack-states';
import { leanOf, planAddress, type StartOrder } from '../arguments/launch-plan';
import { readStanding, type ComfyProcessOptions } from './begin-run';
import { createLastStart, type LastStart } from './last-start';
import { ComfyLifecycle } from './lifecycle';
import { ProcessFacts } from './process-facts';
import type { Trial, TrialOptions } from './trial-run';
import { freeMemory, readWorkload } from './workload';
import type { Message } from '../../../contract/text/message';

/** ComfyUI's process as this app runs it (decision 25). */
export interface ComfyProcess {
  /** What is known now; asks nobody. */
  status(): ComfyStatus;
  /**
   * Starts it, and answers as soon as the process is there. A running one is left alone, unless an order is given that it was not started by:
   * then it is restarted by that. Without one it starts as it was ordered last, unless that was for one run. Throws `lean-impossible`, `comfyui-not-ours` when somebody else answers on its port, `comfyui-start-failed`,
   * `environment-missing`, `invalid-input` (bad arguments in the settings).
   */
  start(order?: StartOrder | null): Promise<ComfyStatus>;
  /** Ends it with its whole process tree. A stopped one stays stopped. Throws `comfyui-not-ours`. */
  stop(): Promise<ComfyStatus>;
  /**
   * Stops it for work that needs it away, with a sentence for its status meanwhile. The answer starts it again as it was: running in the same mode,
   * or not at all; its status tells when that fails.
   */
  suspend(notice: Message): Promise<() => Promise<void>>;
  /** Starts one with a part of the packs while the own one is suspended. Throws as `start`. */
  beginTrial(options: TrialOptions): Promise<Trial>;
  /**
   * Accepted at once: running is restarted, stopped or crashed is started, once no task runs or is about to. A second one meanwhile
   * joins the first; a `stop` meanwhile takes it back. Throws as `start`.
   */
  reboot(): Promise<void>;
  /** To be called when something on disk has changed: looks, a moment later, at what waits for a restart. */
  standingChanged(): void;
  /** Puts away what was told of the last restart. */
  putReportAway(): void;
  /**
   * The look-up of why packs failed to import. It stands on the last start by this app, of an earlier run of it as well; where ComfyUI
   * has run on its own since, on the newest log of the user folder. So this may read files.
   */
  importFailures(packs: readonly LocalPack[]): Promise<FailureFinder>;
  /** All of them, as `importFailures` finds them. */
  failures(): Promise<readonly ImportFailure[]>;
  /** Why one pack failed to import, or null. For many, make one look-up. */
  importFailure(ref: ImportFailureRef, packs: readonly LocalPack[]): Promise<ImportFailure | null>;
  /** The packs of the last start by this app, frozen then; null before. */
  importedPacks(): InstalledPacks | null;
  /** What the process that lives, or lived last, has to do with packs; null when this app has started none, or somebody else has since. */
  packRun(): PackRun | null;
  /** Names of the packs that failed at the last start by this app. */
  failedImports(): string[];
  /** Arguments of the ComfyUI that runs or ran last (a foreign one included, when it says so); empty before. */
  cliArguments(): Record<string, unknown>;
  /** Node class to Python module, read once after each start; empty before the first. */
  nodeClasses(): ReadonlyMap<string, string>;
  /** Where it answers, or would; one of somebody else is where ours would be. */
  baseUrl(): string;
  /** What it takes and what waits there, also of one that somebody else started. Throws `comfyui-unreachable`. */
  workload(): Promise<ComfyWorkload>;
  /** Has it put its models out of memory. Throws `comfyui-unreachable`. */
  freeMemory(): Promise<void>;
  onChange(listener: (status: ComfyStatus) => void): () => void;
  /** What it and the app said over all runs while the app lives, as `ComfyLog.read`. */
  readLog: ComfyLog['read'];
  onLog(listener: (lines: ComfyLogLine[]) => void): () => void;
  /** Says in its status how the last start ended that an earlier run of the app made. */
  recall(): Promise<void>;
  /** Ends the tree, and takes no more orders. */
  close(): Promise<void>;
}

/** Where it will listen when it is started next; arguments that cannot be understood say nothing of that. */
function readConfiguredPort(settings: AppSettings): number {
  try {
    return planAddress(settings).port;
  } catch {
    return settings['comfyui.port'];
  }
}

/** A burst of changes is one look. */
const checkAfterMs = 100;

/** Looks at the disk when something there has changed, or when a process has begun to serve, and notes what that process does not have. */
function followStanding(options: ComfyProcessOptions, facts: ProcessFacts): Soon {
  const inTurn = createSerial();
  const check = async (): Promise<void> => {
    const run = facts.living();
    if (run !== null && facts.state === 'running') facts.noteStanding(run, await readStanding(options));
  };
  const soon = createSoon(() => {
    inTurn(check).catch((error: unknown) => {
      options.log.warn('What waits for a restart of ComfyUI could not be read.', { error });
    });
  }, checkAfterMs);
  let last = facts.state;
  facts.onChange(({ state }) => {
    if (state === 'running' && last !== 'running') soon.ask();
    last = state;
  });
  return soon;
}

/** What failed to import: at the last start by this app, by an earlier run of it, or by the log of whoever has started ComfyUI since. */
function createFailureReaders(
  { installation, packsOnDisk }: ComfyProcessOptions,
  facts: ProcessFacts,
  lastStart: LastStart,
): Pick<ComfyProcess, 'failures' | 'importFailures' | 'importFailure'> {
  const readLog = createLogReader(installation.userDir);
  const readEarlier = async () => {
    const last = await lastStart.read();
    return (await readLog(last?.notedAtMs)) ?? last?.failuresOf(await packsOnDisk()) ?? [];
  };
  const failures = async () => facts.ownFailures() ?? (await readEarlier());
  const importFailures = async (packs: readonly LocalPack[]) =>
    createFailureFinder(await failures(), packs, installation.customNodesDir);
  return { failures, importFailures, importFailure: async (ref, packs) => (await importFailures(packs))(ref) };
}

/** Takes charge of ComfyUI's process for one installation; one look at its port tells whether somebody else runs one already. */
export function createComfyProcess(options: ComfyProcessOptions): ComfyProcess {
  const output = createComfyLog({
    file: join(options.paths.desktopDir, 'logs', 'comfyui.log'),
    onProblem: (error) => options.log.warn('The log of ComfyUI could not be written.', { error }),
  });
  const readBuild = createBuildReader(options.installation.comfyDir);
  const lastStart = createLastStart(join(options.paths.desktopDir, 'comfyui-last-start.json'), options.log);
  const facts: ProcessFacts = new ProcessFacts({
    configuredPort: () => readConfiguredPort(lifecycle.settings()),
    stored: () => leanOf(options.stored.current()),
    log: output,
    readBuild,
    noteOutcome: (outcome) => lastStart.note(outcome),
  });
  const lifecycle = new ComfyLifecycle(options, facts);
  /** Where it answers; one of somebody else is where ours would be. */
  const baseUrl = () => facts.living()?.plan.baseUrl ?? planAddress(lifecycle.settings()).baseUrl;
  const standing = followStanding(options, facts);
  options.stored.onChange(() => facts.announce());
  lifecycle.open();
  return {
    status: () => facts.status(),
    async start(order = null) {
      await lifecycle.start(order);
      return facts.status();
    },
    async stop() {
      await lifecycle.stop();
      return facts.status();
    },
    suspend: (notice) => lifecycle.suspend(notice),
    beginTrial: (trial) => lifecycle.beginTrial(trial),
    reboot: () => lifecycle.reboot(),
    standingChanged: standing.ask,
    putReportAway: () => facts.putReportAway(),
    ...createFailureReaders(options, facts, lastStart),
    importedPacks: () => facts.importedPacks(),
    packRun: () => facts.packRun(),
    failedImports: () => facts.ownFailures()?.map((failure) => failure.name) ?? [],
    cliArguments: () => facts.cliArguments(),
    nodeClasses: () => facts.nodeClasses(),
    baseUrl,
    workload: async () => readWorkload(baseUrl()),
    freeMemory: async () => freeMemory(baseUrl()),
    onChange: (listener) => facts.onChange(listener),
    readLog: (question) => output.read(question),
    onLog: (listener) => output.onLines(listener),
    async recall() {
      const last = await lastStart.read();
      if (last?.notice != null && facts.state === 'stopped') facts.moveTo('stopped', last.notice);
    },
    async close() {
      await lifecycle.close();
      await lastStart.written();
      await output.close();
    },
  };
}
