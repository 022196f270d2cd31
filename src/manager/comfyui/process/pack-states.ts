import type { PackStanding } from '../../../contract/packs/pack-state';

/** What must be known of a copy of a pack to say whether ComfyUI has loaded it. */
export interface PackOnDisk {
  /** The name it has below `custom_nodes`, or had before it was disabled. */
  name: string;
  enabled: boolean;
  version: string;
  /** A text that changes when the files do: when a folder is swapped or a file is written. */
  identity: string;
}

/** What one process of ComfyUI has loaded: the living one, else the last one. */
export interface PackRun {
  isLiving: boolean;
  /** What was enabled when it started, by name. */
  packs: ReadonlyMap<string, PackOnDisk>;
  /** The only packs that it was to load, by name; null for all. */
  only: ReadonlySet<string> | null;
  /** Names of the packs it has imported, or tried to. */
  tried: ReadonlySet<string>;
  /** Why imports failed, by name. */
  failures: ReadonlyMap<string, string>;
  /** Whether it has gone through all packs. */
  isThrough: boolean;
}

const reasons = {
  fresh: 'It was installed or enabled after ComfyUI had started, and counts from the next start on.',
  changed: 'It was changed after ComfyUI had started; the next start takes it as it is now.',
  disabled: 'It was disabled after ComfyUI had started, which has it until the next start.',
  removed: 'It was removed after ComfyUI had started, which has it until the next start.',
  leftOut: 'ComfyUI was started without it.',
  underWay: 'ComfyUI has not come to it yet.',
  never: 'This app has not started ComfyUI since the folder was opened, so nobody knows whether it loads.',
} as const;

function standing(state: PackStanding['state'], reason: string | null, runningVersion: string | null): PackStanding {
  return { state, reason, runningVersion };
}

/** `failure`: what ComfyUI said, in one line. */
function didNotLoad(failure: string, runningVersion: string | null): PackStanding {
  const reason = `ComfyUI could not import it: ${failure.replace(/\.+$/, '')}.`;
  return { ...standing('did-not-load', reason, runningVersion), failure };
}

/** What a process has not loaded: that is a state as long as it lives, and says nothing of the next start. */
function leftOut({ isLiving }: PackRun): PackStanding {
  return standing(isLiving ? 'left-out' : 'not-run', reasons.leftOut, null);
}

function hasLoaded({ tried, failures }: PackRun, name: string): boolean {
  return tried.has(name) && !failures.has(name);
}

/** The version that the living process has of a pack. */
function runningOf(run: PackRun, name: string): string | null {
  const then = run.packs.get(name);
  return run.isLiving && then !== undefined && hasLoaded(run, name) ? then.version || null : null;
}

function judgeUnchanged({ name }: PackOnDisk, run: PackRun, running: string | null): PackStanding {
  const failure = run.failures.get(name);
  if (failure !== undefined) return didNotLoad(failure, running);
  if (run.tried.has(name)) return standing('loaded', null, running);
  return run.isThrough || !run.isLiving ? leftOut(run) : standing('not-run', reasons.underWay, running);
}

/** Whether it was started without this pack on purpose, so that a restart brings it as little. */
export function isExcluded({ only, failures }: Pick<PackRun, 'only' | 'failures'>, name: string): boolean {
  return only !== null && !only.has(name) && !failures.has(name);
}

function judgeWithoutRun({ name, enabled }: PackOnDisk, logged: ReadonlyMap<string, string>): PackStanding {
  if (!enabled) return standing('disabled', null, null);
  const failure = logged.get(name);
  return failure === undefined ? standing('not-run', reasons.never, null) : didNotLoad(failure, null);
}

function judgeDisabled({ name }: PackOnDisk, run: PackRun, running: string | null): PackStanding {
  const isThere = run.isLiving && run.packs.has(name) && hasLoaded(run, name);
  return isThere ? standing('waits-for-restart', reasons.disabled, running) : standing('disabled', null, running);
}

/** What a pack on disk is to ComfyUI. Pure. `run` null: this app has started none, and `logged` is what a log says of failures. */
export function judgePack(
  pack: PackOnDisk,
  run: PackRun | null,
  logged: ReadonlyMap<string, string> = new Map(),
): PackStanding {
  if (run === null) return judgeWithoutRun(pack, logged);
  const then = run.packs.get(pack.name);
  const running = runningOf(run, pack.name);
  if (!pack.enabled) return judgeDisabled(pack, run, running);
  if (isExcluded(run, pack.name)) return leftOut(run);
  if (then === undefined) return standing('waits-for-restart', reasons.fresh, running);
  const isSame = then.version === pack.version && then.identity === pack.identity;
  return isSame ? judgeUnchanged(pack, run, running) : standing('waits-for-restart', reasons.changed, running);
}

/** The packs that the living process has and that are on disk no more, by name. Pure. */
export function judgeRemoved(onDisk: readonly PackOnDisk[], run: PackRun | null): ReadonlyMap<string, PackStanding> {
  if (run?.isLiving !== true) return new Map();
  const there = new Set(onDisk.map(({ name }) => name));
  const gone = [...run.packs.keys()].filter((name) => !there.has(name) && hasLoaded(run, name));
  return new Map(
    gone.map((name) => [name, standing('waits-for-restart', reasons.removed, runningOf(run, name))] as const),
  );
}
