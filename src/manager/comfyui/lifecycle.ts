import { join } from 'node:path';
import { createEmitter } from '../../base/emitter';
import type { Logger } from '../../base/log';
import { createSerial } from '../../base/serial';
import type { ComfyState, ComfyStatus, ImportFailure } from '../../contract/comfyui';
import { AppError, toAppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { InstalledPacks } from '../../contract/packs';
import type { AppSettings } from '../../contract/settings';
import type { Paths } from '../paths';
import { describeEnd, launchComfy, type ComfyRun, type RunEnd } from './comfy-run';
import { planAddress, planLaunch } from './launch-plan';
import { endLeftover, forgetProcess, rememberProcess } from './leftover';
import { findForeignHolder, type ForeignHolder } from './port-guard';
import { readNodeClasses } from './port-probe';
import { createRebootRequest, type RebootRequest } from './reboot-request';

export interface ComfyProcessOptions {
  installation: Installation;
  settings: AppSettings;
  paths: Pick<Paths, 'desktopDir'>;
  interpreter: () => Promise<string>;
  installedPacks: () => Promise<InstalledPacks>;
  /** Resolves when no task runs. */
  whenIdle: () => Promise<void>;
  log: Logger;
}

const shownLines = 40;
/** A ComfyUI that asks to be restarted and never serves is not started for ever. */
const maxRestartsInARow = 3;

/**
 * The states of ComfyUI's process and the ways between them. Its invariants: at most one process of ours lives, orders are carried
 * out one after another, and a process that ended unasked is never started again unless it asked for that itself.
 */
export class ComfyLifecycle {
  private state: ComfyState = 'stopped';
  private notice: string | null = null;
  private exit: ComfyStatus['exit'] = null;
  /** The process that lives, or lived last. */
  private run: ComfyRun | null = null;
  private stopping: ComfyRun | null = null;
  private imported: InstalledPacks | null = null;
  private classes: ReadonlyMap<string, string> = new Map();
  private foreign: ForeignHolder | null = null;
  private restartsInARow = 0;
  private readonly rebooting: RebootRequest;
  private readonly closing = new AbortController();
  private readonly lane = createSerial();
  private readonly changes = createEmitter<ComfyStatus>();
  private readonly sessionFile: string;
  private readonly memoFile: string;

  constructor(private readonly options: ComfyProcessOptions) {
    this.sessionFile = join(options.paths.desktopDir, 'comfyui-session');
    this.memoFile = join(options.paths.desktopDir, 'comfyui-process.json');
    this.rebooting = createRebootRequest(options.whenIdle, () => this.restart());
  }

  /** Ends what a killed app left running, then looks who is on the port; in the background. */
  open(): void {
    const look = async () => {
      if (await endLeftover(this.memoFile)) this.options.log.warn('ended a ComfyUI that an earlier run left behind');
      await this.lookForForeign();
    };
    void this.lane(look).catch((error: unknown) => {
      if (!this.closing.signal.aborted) this.options.log.warn('the port of ComfyUI could not be looked at', { error });
    });
  }

  status(): ComfyStatus {
    const { run, state, notice } = this;
    const living = this.isAlive() ? run : null;
    return {
      ...{ state, notice, pid: living?.pid ?? null, port: living?.plan.port ?? this.configuredPort() },
      startedAt: run?.startedAt ?? null,
      exit: living === null ? this.exit : null,
      imports: run?.report.imports() ?? [],
      lastLines: run?.lastLines(shownLines) ?? [],
    };
  }

  importedPacks(): InstalledPacks | null {
    return this.imported;
  }

  nodeClasses(): ReadonlyMap<string, string> {
    return this.classes;
  }

  cliArguments(): Record<string, unknown> {
    return (this.state === 'foreign' ? this.foreign?.cliArguments : this.run?.plan.cliArguments) ?? {};
  }

  /** What failed at the last start by this app; null when there was none, or somebody else has started one since. */
  ownFailures(): readonly ImportFailure[] | null {
    return this.run === null || this.state === 'foreign' ? null : this.run.report.failures();
  }

  onChange(listener: (status: ComfyStatus) => void): () => void {
    return this.changes.on(listener);
  }

  async start(): Promise<ComfyStatus> {
    await this.lane(async () => {
      if (!this.isAlive()) await this.launch();
    });
    return this.status();
  }

  async stop(): Promise<ComfyStatus> {
    this.rebooting.withdraw();
    await this.lane(async () => {
      if (this.isAlive()) await this.endRun();
      else await this.refuseForeign();
      this.moveTo('stopped');
    });
    return this.status();
  }

  async reboot(): Promise<void> {
    if (!this.isAlive()) {
      await planLaunch(this.options.installation, this.options.settings);
      await this.refuseForeign();
    }
    this.refuseClosed();
    this.rebooting.ask();
  }

  async close(): Promise<void> {
    this.rebooting.withdraw();
    this.closing.abort();
    await this.lane(async () => {
      if (!this.isAlive()) return;
      await this.endRun();
      this.moveTo('stopped');
    });
  }

  private isAlive(): boolean {
    return this.run !== null && !this.run.signal.aborted;
  }

  private configuredPort(): number {
    try {
      return planAddress(this.options.settings).port;
    } catch {
      return this.options.settings['comfyui.port'];
    }
  }

  private moveTo(state: ComfyState, notice: string | null = null): void {
    this.state = state;
    this.notice = notice;
    this.tell();
  }

  private tell(): void {
    this.changes.emit(this.status());
  }

  private refuseClosed(): void {
    if (this.closing.signal.aborted) throw new AppError('cancelled', 'The app is closing, so ComfyUI is not started.');
  }

  private async lookForForeign(): Promise<ForeignHolder | null> {
    try {
      this.foreign = await findForeignHolder(this.options.settings, this.closing.signal);
    } catch (error) {
      this.refuseClosed();
      throw error;
    }
    const refusal = this.foreign?.refusal;
    if (refusal) this.moveTo('foreign', `${refusal.message} ${refusal.remedy ?? ''}`.trim());
    return this.foreign;
  }

  private async refuseForeign(): Promise<void> {
    this.refuseClosed();
    const foreign = await this.lookForForeign();
    if (foreign !== null) throw foreign.refusal;
  }

  private async launch(): Promise<void> {
    const plan = await planLaunch(this.options.installation, this.options.settings);
    await this.refuseForeign();
    const interpreter = await this.options.interpreter();
    const imported = await this.options.installedPacks();
    this.refuseClosed();
    const onPhase = () => {
      this.tell();
    };
    const run = await launchComfy({ interpreter, plan, sessionFile: this.sessionFile, onPhase });
    this.run = run;
    this.imported = imported;
    this.classes = new Map();
    this.moveTo('starting');
    void run.ended.then((end) => {
      this.noteEnd(run, end);
    });
    run.served.then(
      () => this.noteServed(run),
      () => undefined,
    );
    await rememberProcess(this.memoFile, run.pid).catch((error: unknown) => {
      this.options.log.warn('the process of ComfyUI could not be noted down', { error });
    });
  }

  private async endRun(): Promise<void> {
    const { run } = this;
    if (run === null) return;
    this.stopping = run;
    this.moveTo('stopping');
    await run.stop(this.options.settings['comfyui.stopSeconds'] * 1000);
    await run.ended;
    await forgetProcess(this.memoFile);
  }

  private async restart(): Promise<void> {
    try {
      await this.lane(async () => {
        if (this.isAlive()) await this.endRun();
        await this.launch();
      });
    } catch (error) {
      this.noteFailedStart(error);
    }
  }

  private async noteServed(run: ComfyRun): Promise<void> {
    if (this.run !== run || this.state !== 'starting') return;
    this.restartsInARow = 0;
    this.moveTo('running');
    try {
      this.classes = await readNodeClasses(run.plan.baseUrl, run.signal);
      this.tell();
    } catch (error) {
      if (!run.signal.aborted) this.options.log.warn('the node classes of ComfyUI could not be read', { error });
    }
  }

  private noteEnd(run: ComfyRun, end: RunEnd): void {
    this.exit = { code: end.exitCode, signal: end.signal };
    if (this.stopping === run) return;
    this.options.log.info('ComfyUI ended', { ...end });
    if (end.asksRestart && this.restartsInARow < maxRestartsInARow) {
      this.restartsInARow += 1;
      this.moveTo('starting', 'ComfyUI asked to be restarted.');
      void this.lane(async () => {
        if (!this.isAlive() && this.state === 'starting') await this.launch();
      }).catch((error: unknown) => {
        this.noteFailedStart(error);
      });
      return;
    }
    const isFine = end.exitCode === 0 && run.hasServed();
    this.moveTo(isFine ? 'stopped' : 'crashed', describeEnd(run, end));
  }

  private noteFailedStart(error: unknown): void {
    if (this.closing.signal.aborted) return;
    const failure = toAppError(error);
    this.options.log.warn('ComfyUI could not be started again', { error });
    // Who holds the port has been told already.
    if (failure.code !== 'comfyui-not-ours')
      this.moveTo('crashed', `${failure.message} ${failure.remedy ?? ''}`.trim());
  }
}
