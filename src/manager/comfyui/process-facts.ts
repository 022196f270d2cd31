import { createEmitter } from '../../base/emitter';
import type { ComfyState, ComfyStatus, ImportFailure } from '../../contract/comfyui';
import { sentenceOf } from '../../contract/errors';
import type { InstalledPacks } from '../../contract/packs';
import type { ComfyRun, RunEnd } from './comfy-run';
import type { ForeignHolder } from './port-guard';

const shownLines = 40;

/** What is known of ComfyUI's process. Its lifecycle alone changes it; everybody may ask, and nobody is asked in turn. */
export class ProcessFacts {
  private current: ComfyState = 'stopped';
  private notice: string | null = null;
  private exit: ComfyStatus['exit'] = null;
  /** The process that lives, or lived last. */
  private run: ComfyRun | null = null;
  private imported: InstalledPacks | null = null;
  private classes: ReadonlyMap<string, string> = new Map();
  private foreignArguments: Record<string, unknown> = {};
  private readonly changes = createEmitter<ComfyStatus>();

  /** `configuredPort`: where it will listen when it is started next. */
  constructor(private readonly configuredPort: () => number) {}

  get state(): ComfyState {
    return this.current;
  }

  status(): ComfyStatus {
    const { run, current: state, notice } = this;
    const living = this.living();
    const now =
      living === null
        ? { pid: null, port: this.configuredPort(), exit: this.exit }
        : { pid: living.pid, port: living.plan.port, exit: null };
    if (run === null) return { state, notice, ...now, startedAt: null, imports: [], lastLines: [] };
    const { startedAt, report } = run;
    return { state, notice, ...now, startedAt, imports: report.imports(), lastLines: run.lastLines(shownLines) };
  }

  /** Our process, as long as it lives. */
  living(): ComfyRun | null {
    return this.run?.signal.aborted === false ? this.run : null;
  }

  importedPacks(): InstalledPacks | null {
    return this.imported;
  }

  nodeClasses(): ReadonlyMap<string, string> {
    return this.classes;
  }

  cliArguments(): Record<string, unknown> {
    return this.current === 'foreign' ? this.foreignArguments : (this.run?.plan.cliArguments ?? {});
  }

  /** What failed at the last start by this app; null when there was none, or somebody else has started one since. */
  ownFailures(): readonly ImportFailure[] | null {
    return this.run === null || this.current === 'foreign' ? null : this.run.report.failures();
  }

  onChange(listener: (status: ComfyStatus) => void): () => void {
    return this.changes.on(listener);
  }

  moveTo(state: ComfyState, notice: string | null = null): void {
    this.current = state;
    this.notice = notice;
    this.tell();
  }

  /** What is known only by asking again (how far the start has come) has changed. */
  tell(): void {
    this.changes.emit(this.status());
  }

  noteStart(run: ComfyRun, imported: InstalledPacks): void {
    this.run = run;
    this.imported = imported;
    this.classes = new Map();
    this.moveTo('starting');
  }

  noteExit({ exitCode, signal }: RunEnd): void {
    this.exit = { code: exitCode, signal };
  }

  noteClasses(classes: ReadonlyMap<string, string>): void {
    this.classes = classes;
    this.tell();
  }

  noteForeign({ refusal, cliArguments }: ForeignHolder): void {
    this.foreignArguments = cliArguments;
    this.moveTo('foreign', sentenceOf(refusal));
  }
}
