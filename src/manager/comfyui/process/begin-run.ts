import type { Logger } from '../../../base/log';
import type { Installation } from '../../../contract/installation';
import type { InstalledPacks } from '../../../contract/packs';
import type { AppSettings } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import { createBuildReader } from '../environment/comfy-build';
import type { ComfyLog } from '../output/comfy-log';
import { launchComfy, type ComfyRun } from './comfy-run';
import { nameSession } from './escaped-processes';
import type { FindChange, StartRecord } from './crash';
import { planLaunch, type StartMode } from '../arguments/launch-plan';
import { sortCopies, type Standing } from './compare-standings';
import type { PackOnDisk } from './pack-states';
import type { PortWatch } from './port-watch';
import type { StoodAtStart } from './stood-at-start';

/** What a ComfyUI is run with. */
export interface ComfyProcessOptions {
  installation: Installation;
  settings: AppSettings;
  paths: Pick<Paths, 'desktopDir'>;
  interpreter: () => Promise<string>;
  installedPacks: () => Promise<InstalledPacks>;
  /** Every copy of every pack. */
  packsOnDisk: () => Promise<readonly PackOnDisk[]>;
  /** Installed Python packages, name to version. */
  packages: () => Promise<ReadonlyMap<string, string>>;
  /** Resolves when no task runs and none is about to; never rejects. A restart between two tasks would fall into the second one. */
  whenIdle: () => Promise<void>;
  /** What was changed since the last good start; asked before each start. */
  findChange: FindChange;
  log: Logger;
}

/** A run that has begun, with everything that belongs to it. */
export interface BegunRun {
  run: ComfyRun;
  record: StartRecord;
  /** Names this run in the environment of everything it starts. */
  sessionFile: string;
  stood: StoodAtStart;
}

export interface RunSources {
  options: ComfyProcessOptions;
  ports: PortWatch;
  /** Takes what it prints. */
  output: ComfyLog;
  beginRecord: () => Promise<StartRecord>;
  /** Aborts when the app closes. */
  signal: AbortSignal;
}

/** What a start would find on disk now. */
export async function readStanding(options: ComfyProcessOptions): Promise<Standing> {
  const [copies, packages] = await Promise.all([
    options.packsOnDisk(),
    // An environment that is missing or broken says nothing; whatever needs it tells that.
    options.packages().catch(() => null),
  ]);
  return { ...sortCopies(copies), packages, build: createBuildReader(options.installation.comfyDir)() };
}

/** Throws what a start now would be refused for: its plan, or somebody else on its port. What is wrong with the plan is said first. */
export async function refuseHopeless({ options, ports }: RunSources, mode: StartMode = 'normal'): Promise<void> {
  await planLaunch(options.installation, ports.settings(), mode);
  await ports.refuseForeign();
}

/**
 * Starts ComfyUI, once nobody else is on its port. Throws `comfyui-not-ours`, `comfyui-start-failed`, `environment-missing`,
 * `invalid-input` (arguments), and what `signal` was aborted with.
 */
export async function beginRun(sources: RunSources, mode: StartMode, onPhase: () => void): Promise<BegunRun> {
  const { options, ports, signal } = sources;
  await refuseHopeless(sources, mode);
  const plan = await planLaunch(options.installation, ports.settings(), mode);
  const [interpreter, installed, standing, record] = await Promise.all([
    options.interpreter(),
    options.installedPacks(),
    readStanding(options),
    sources.beginRecord(),
  ]);
  signal.throwIfAborted();
  const { desktopDir } = options.paths;
  const sessionFile = nameSession(desktopDir);
  const { customNodesDir } = options.installation;
  const places = { sessionFile, desktopDir, customNodesDir };
  const stood = { ...standing, imported: mode === 'bare' ? {} : installed };
  const run = await launchComfy({ interpreter, plan, ...places, onPhase, log: sources.output });
  return { run, record, sessionFile, stood };
}
