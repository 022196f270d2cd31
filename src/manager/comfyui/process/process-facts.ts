import { createEmitter } from '../../../base/async/emitter';
import type { ComfyBuild } from '../../../contract/comfyui/comfyui-versions';
import type {
  ComfyCrash,
  ComfyState,
  ComfyStatus,
  LeanPacks,
  LeanStart,
  PortHolder,
} from '../../../contract/comfyui/comfyui-status';
import type { ImportFailure } from '../../../contract/comfyui/imports';
import type { InstalledPacks } from '../../../contract/packs/local-packs';
import { isOtherBuild } from '../environment/comfy-build';
import type { ComfyLog } from '../output/comfy-log';
import type { ComfyRun, RunEnd } from './comfy-run';
import type { StartOutcome } from './last-start';
import type { PackRun, PackOnDisk } from './pack-states';
import type { ForeignHolder } from './port-guard';
import { compareStandings, type Standing } from './compare-standings';
import { RestartNews, waitingFor } from './restart-news';
import type { StoodAtStart } from './stood-at-start';
import type { Message } from '../../../contract/text/message';
import { loadNone } from '../arguments/part-of-packs';

const shownLines = 40;

export interface FactSources {
  /** Where it will listen when it is started next. */
  configuredPort: () => number;
  /** The packs of the next start; null where it takes all. */
  stored: () => LeanPacks | null;
  /** What all its runs print. */
  log: ComfyLog;
  /** Which code lies on disk. */
  readBuild: () => ComfyBuild;
  /** Keeps for the next run of the app what a start came to. */
  noteOutcome: (outcome: StartOutcome) => void;
}

function nameIn(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** Every pack, where ComfyUI serves and has printed no table of imports: then it prints no such lines, or there was nothing to import. */
function triedWithoutTable(run: ComfyRun, packs: ReadonlyMap<string, PackOnDisk>): Iterable<string> {
  if (!run.hasServed()) return [];
  if (run.plan.lean !== null) return run.plan.lean.packs.filter((name) => packs.has(name));
  return run.plan.argv.includes(loadNone) ? [] : packs.keys();
}

/** What a run says of the packs that stood there when it began. `failed`: what could not be imported, by it or by the last one that tried. */
function readPackRun(run: ComfyRun, packs: ReadonlyMap<string, PackOnDisk>, failed: readonly ImportFailure[]): PackRun {
  const { report } = run;
  const failures = new Map(failed.map(({ name, msg }) => [name, msg.split('\n', 1)[0] ?? msg] as const));
  const table = report.imports().map(({ path }) => nameIn(path));
  const tried = report.hasImported() ? table : triedWithoutTable(run, packs);
  return {
    isLiving: !run.signal.aborted,
    isThrough: report.hasImported() || run.hasServed(),
    tried: new Set([...tried, ...report.failures().map(({ name }) => name)]),
    packs,
    only: run.plan.lean === null ? null : new Set(run.plan.lean.packs),
    failures,
  };
}

/** What is known of ComfyUI's process. Its lifecycle alone changes it; everybody may ask, and nobody is asked in turn. */
export class ProcessFacts {
  #current: ComfyState = 'stopped';
  #notice: Message | null = null;
  #silence: Message | null = null;
  #exit: ComfyStatus['exit'] = null;
  #holder: PortHolder | null = null;
  #crash: ComfyCrash | null = null;
  /** The process that lives, or lived last. */
  #run: ComfyRun | null = null;
  /** The one before it that had packs to import, while the one that lives was started without any. */
  #withPacks: ComfyRun | null = null;
  #stood: StoodAtStart | null = null;
  readonly #restart = new RestartNews();
  #classes: ReadonlyMap<string, string> = new Map();
  #foreignArguments: Record<string, unknown> = {};
  readonly #changes = createEmitter<ComfyStatus>();

  readonly #sources: FactSources;

  constructor(sources: FactSources) {
    this.#sources = sources;
  }

  get log(): ComfyLog {
    return this.#sources.log;
  }

  get state(): ComfyState {
    return this.#current;
  }

  status(): ComfyStatus {
    const run = this.#run;
    const notice = this.#silence ?? this.#notice ?? this.living()?.notice() ?? null;
    const seen = { state: this.#current, notice, holder: this.#holder, crash: this.#crash, lean: this.#lean() };
    const restart = this.#restart.view(this.#current === 'running');
    const shown = { ...seen, restart, versions: this.#versions(), ...this.#processNow() };
    if (run === null) return { ...shown, startedAt: null, imports: [], lastLines: [] };
    const { startedAt, report } = run;
    return { ...shown, startedAt, imports: report.imports(), lastLines: run.lastLines(shownLines) };
  }

  #lean(): LeanStart | null {
    const living = this.living();
    if (living === null) {
      const stored = this.#sources.stored();
      return stored && { ...stored, missing: [], of: null };
    }
    const { lean } = living.plan;
    const packs = this.#stood?.packs ?? new Map<string, unknown>();
    return lean && { ...lean, missing: lean.packs.filter((name) => !packs.has(name)), of: packs.size };
  }

  #versions(): ComfyStatus['versions'] {
    const installed = this.#sources.readBuild();
    const running = this.living() === null ? null : (this.#stood?.build ?? null);
    return { running, installed, waitsForRestart: running !== null && isOtherBuild(running, installed) };
  }

  #processNow(): Pick<ComfyStatus, 'pid' | 'port' | 'mode' | 'exit' | 'phase' | 'importing'> {
    const living = this.living();
    if (living === null) {
      return {
        pid: null,
        port: this.#sources.configuredPort(),
        mode: null,
        exit: this.#exit,
        phase: null,
        importing: null,
      };
    }
    const { pid, plan, report } = living;
    // It does not print so with `--dont-print-server`.
    const phase = living.hasServed() ? 'serving' : report.phase();
    return { pid, port: plan.port, mode: plan.mode, exit: null, phase, importing: living.importing() };
  }

  /** Our process, as long as it lives. */
  living(): ComfyRun | null {
    return this.#run?.signal.aborted === false ? this.#run : null;
  }

  importedPacks(): InstalledPacks | null {
    return this.#stood?.imported ?? null;
  }

  /** What the process that lives, or lived last, has to do with packs, with the failures of `ownFailures`; null as that is. */
  packRun(): PackRun | null {
    const run = this.#run;
    const stood = this.#stood;
    if (run === null || stood === null || this.#current === 'foreign') return null;
    // One without packs has tried nothing: what failed before is what it was started so for.
    return readPackRun(run, stood.packs, (this.#withPacks ?? run).report.failures());
  }

  nodeClasses(): ReadonlyMap<string, string> {
    return this.#classes;
  }

  cliArguments(): Record<string, unknown> {
    return this.#current === 'foreign' ? this.#foreignArguments : (this.#run?.plan.cliArguments ?? {});
  }

  /**
   * What failed at the last start by this app that imported packs: one without any has tried nothing, so it takes nothing back. Null when there was
   * none, or somebody else has started one since.
   */
  ownFailures(): readonly ImportFailure[] | null {
    if (this.#run === null || this.#current === 'foreign') return null;
    return (this.#withPacks ?? this.#run).report.failures();
  }

  onChange(listener: (status: ComfyStatus) => void): () => void {
    return this.#changes.on(listener);
  }

  moveTo(state: ComfyState, notice: Message | null = null): void {
    this.#current = state;
    this.#silence = null;
    this.#notice = notice;
    if (state !== 'foreign') this.#holder = null;
    if (state === 'running' || state === 'crashed') this.#noteOutcome(notice);
    this.announce();
  }

  /** One without packs has tried nothing, so what is known stays. */
  #noteOutcome(notice: Message | null): void {
    const [run, stood] = [this.#run, this.#stood];
    if (run === null || stood === null || run.plan.mode === 'bare') return;
    this.#sources.noteOutcome({ failures: run.report.failures(), packs: stood.packs, notice });
  }

  /** Tells that something has changed that is only known by asking again, such as how far the start has come. */
  announce(): void {
    this.#changes.emit(this.status());
  }

  noteStart(run: ComfyRun, stood: StoodAtStart): void {
    this.#withPacks = run.plan.mode === 'bare' ? (this.#withPacks ?? this.#run) : null;
    this.#restart.begin();
    this.#run = run;
    this.#stood = stood;
    this.#classes = new Map();
    this.#holder = null;
    this.#crash = null;
    this.moveTo('starting');
  }

  /** A process with packs serves: what it brought is known. To be followed by `moveTo`, which tells it. */
  noteGoodStart(): void {
    const [run, stood, packs] = [this.#run, this.#stood, this.packRun()];
    if (run === null || stood === null || packs === null) return;
    this.#restart.noteServed(stood, { ...packs, startedAt: run.startedAt });
  }

  /** What stands on disk now, `run` being the process that was meant: it may have ended meanwhile. */
  noteStanding(run: ComfyRun, now: Standing): void {
    const [stood, packs] = [this.#stood, this.packRun()];
    if (this.living() !== run || stood === null || packs === null) return;
    if (this.#restart.noteWaiting(waitingFor(packs, compareStandings(stood, now)))) this.announce();
  }

  /** A person has read what the last restart brought. */
  putReportAway(): void {
    if (this.#restart.putAway()) this.announce();
  }

  /** Who keeps ComfyUI from its port, null when nobody does any more; to be followed by `moveTo`, which tells it. */
  noteHolder(holder: PortHolder | null): void {
    this.#holder = holder;
  }

  /** What is known of a crash; to be followed by `moveTo`, which tells it. The next start takes it away. */
  noteCrash(crash: ComfyCrash | null): void {
    this.#crash = crash;
  }

  /** A running ComfyUI does not answer, in words; null when it answers again. */
  noteSilence(notice: Message | null): void {
    if (this.#current !== 'running') return;
    this.#silence = notice;
    this.announce();
  }

  noteExit({ exitCode, signal }: RunEnd): void {
    this.#exit = { code: exitCode, signal };
    this.#noteOutcome(null);
  }

  noteClasses(classes: ReadonlyMap<string, string>): void {
    this.#classes = classes;
    this.announce();
  }

  noteForeign({ holder, notice, cliArguments }: ForeignHolder): void {
    this.#foreignArguments = cliArguments;
    this.#holder = holder;
    this.#crash = null;
    this.moveTo('foreign', notice);
  }
}
