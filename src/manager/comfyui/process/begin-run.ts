import type { Logger } from '../../../base/log';
import type { Installation } from '../../../contract/installation';
import type { InstalledPacks } from '../../../contract/packs/local-packs';
import type { AppSettings } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import { createBuildReader } from '../environment/comfy-build';
import type { ComfyLog } from '../output/comfy-log';
import { launchComfy, type ComfyRun } from './comfy-run';
import { nameSession } from './escaped-processes';
import type { FindChange, StartRecord } from './crash';
import { planLaunch, type StartOrder } from '../arguments/launch-plan';
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
  /** Environment variables that a person gave it. */
  variables: () => Readonly<Record<string, string>>;
  /** Resolves when no task runs and none is about to; never rejects. A restart between two tasks would fall into the second one. */
  whenIdle: () => Promise<void>;
  /** What was changed since the last good start; asked before each start. */
  findChange: FindChange;
  stored: StoredStart;
  /** Throws `lean-impossible` where this ComfyUI cannot load a part of the packs. */
  provePart: () => Promise<void>;
  log: Logger;
}

/** The start that a person has chosen, for every start after it that names no other; beyond this run of the app. */
export interface StoredStart {
  current(): StartOrder;
  keep(order: StartOrder): Promise<void>;
  onChange(listener: () => void): () => void;
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
  return {
    ...sortCopies(copies),
    packages,
    build: createBuildReader(options.installation.comfyDir)(),
    variables: options.variables(),
  };
}

/** Throws what a start now would be refused for: its plan, or somebody else on its port. What is wrong with the plan is said first. */
export async function refuseHopeless({ options, ports }: RunSources, order: StartOrder): Promise<void> {
  await planLaunch(options.installation, ports.settings(), order);
  if (order.mode === 'lean') await options.provePart();
  await ports.refuseForeign();
}

/** What the web UI is told to be there: what this start imports. */
function readImported(order: StartOrder, installed: InstalledPacks, standing: Standing): InstalledPacks {
  if (order.mode === 'normal') return installed;
  if (order.mode !== 'lean') return {};
  // Keys are registry ids or folder names; a pack that cannot be told by either is told by the report of imports.
  const named = new Set(order.packs.filter((name) => standing.packs.has(name)).map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(installed).filter(([key]) => named.has(key.toLowerCase())));
}

/**
 * Starts ComfyUI, once nobody else is on its port. Throws `comfyui-not-ours`, `comfyui-start-failed`, `environment-missing`,
 * `invalid-input` (arguments), `lean-impossible`, and what `signal` was aborted with.
 */
export async function beginRun(sources: RunSources, order: StartOrder, onPhase: () => void): Promise<BegunRun> {
  const { options, ports, signal } = sources;
  await refuseHopeless(sources, order);
  const plan = await planLaunch(options.installation, ports.settings(), order);
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
  const stood = { ...standing, imported: readImported(order, installed, standing) };
  const { variables } = standing;
  const run = await launchComfy({ interpreter, plan, variables, ...places, onPhase, log: sources.output });
  return { run, record, sessionFile, stood };
}
