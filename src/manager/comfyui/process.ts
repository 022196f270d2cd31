import type { ComfyStatus, ImportFailure } from '../../contract/comfyui';
import type { InstalledPacks, LocalPack } from '../../contract/packs';
import type { AppSettings } from '../../contract/settings';
import { createFailureFinder, createLogReader, type FailureFinder, type ImportFailureRef } from './import-failures';
import { planAddress } from './launch-plan';
import { ComfyLifecycle, type ComfyProcessOptions } from './lifecycle';
import { ProcessFacts } from './process-facts';

/** ComfyUI's process as this app runs it (house 4.13). */
export interface ComfyProcess {
  /** What is known now; asks nobody. */
  status(): ComfyStatus;
  /**
   * Starts it, and answers as soon as the process is there; a running one is left alone. Throws `comfyui-not-ours` when somebody else
   * answers on its port, `comfyui-start-failed`, `environment-missing`, `invalid-input` (bad arguments in the settings).
   */
  start(): Promise<ComfyStatus>;
  /** Ends it with its whole process tree. A stopped one stays stopped. Throws `comfyui-not-ours`. */
  stop(): Promise<ComfyStatus>;
  /**
   * Accepted at once: running is restarted, stopped or crashed is started, once no task runs or is about to. A second one meanwhile
   * joins the first; a `stop` meanwhile takes it back. Throws as `start`.
   */
  reboot(): Promise<void>;
  /**
   * The look-up of why packs failed to import. It stands on the last start by this app; when there was none, on the newest log of
   * the user folder (ComfyUI runs on its own then), so this may read files.
   */
  importFailures(packs: readonly LocalPack[]): Promise<FailureFinder>;
  /** Why one pack failed to import, or null. For many, make one look-up. */
  importFailure(ref: ImportFailureRef, packs: readonly LocalPack[]): Promise<ImportFailure | null>;
  /** The packs of the last start by this app, frozen then; null before. */
  importedPacks(): InstalledPacks | null;
  /** Names of the packs that failed at the last start by this app. */
  failedImports(): string[];
  /** Arguments of the ComfyUI that runs or ran last (a foreign one included, when it says so); empty before. */
  cliArguments(): Record<string, unknown>;
  /** Node class to Python module, read once after each start; empty before the first. */
  nodeClasses(): ReadonlyMap<string, string>;
  onChange(listener: (status: ComfyStatus) => void): () => void;
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

/** Takes charge of ComfyUI's process for one installation; one look at its port tells whether somebody else runs one already. */
export function createComfyProcess(options: ComfyProcessOptions): ComfyProcess {
  const { installation, settings } = options;
  const facts = new ProcessFacts(() => readConfiguredPort(settings));
  const lifecycle = new ComfyLifecycle(options, facts);
  const readLog = createLogReader(installation.userDir);
  const importFailures = async (packs: readonly LocalPack[]) =>
    createFailureFinder(facts.ownFailures() ?? (await readLog()), packs, installation.customNodesDir);
  lifecycle.open();
  return {
    status: () => facts.status(),
    async start() {
      await lifecycle.start();
      return facts.status();
    },
    async stop() {
      await lifecycle.stop();
      return facts.status();
    },
    reboot: () => lifecycle.reboot(),
    importFailures,
    importFailure: async (ref, packs) => (await importFailures(packs))(ref),
    importedPacks: () => facts.importedPacks(),
    failedImports: () => facts.ownFailures()?.map((failure) => failure.name) ?? [],
    cliArguments: () => facts.cliArguments(),
    nodeClasses: () => facts.nodeClasses(),
    onChange: (listener) => facts.onChange(listener),
    close: () => lifecycle.close(),
  };
}
