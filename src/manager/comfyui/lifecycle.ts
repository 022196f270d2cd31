import { join } from 'node:path';
import type { Logger } from '../../base/log';
import { createSerial } from '../../base/serial';
import { AppError, sentenceOf, toAppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { InstalledPacks } from '../../contract/packs';
import type { AppSettings } from '../../contract/settings';
import type { Paths } from '../paths';
import { describeEnd, launchComfy, type ComfyRun, type RunEnd } from './comfy-run';
import { planLaunch } from './launch-plan';
import { createProcessMemo, type ProcessMemo } from './leftover';
import { findForeignHolder } from './port-guard';
import { readNodeClasses } from './port-probe';
import type { ProcessFacts } from './process-facts';
import { createRebootRequest, type RebootRequest } from './reboot-request';

export interface ComfyProcessOptions {
  installation: Installation;
  settings: AppSettings;
  paths: Pick<Paths, 'desktopDir'>;
  interpreter: () => Promise<string>;
  installedPacks: () => Promise<InstalledPacks>;
  /** Resolves when no task runs and none is about to; never rejects. A restart between two tasks would fall into the second one. */
  whenIdle: () => Promise<void>;
  log: Logger;
}

/** A ComfyUI that asks to be restarted and never serves is not started for ever. */
const maxRestartsInARow = 3;
/** When the app ends, everything together has a few seconds (main/lifecycle.ts), whatever patience the settings allow a stop. */
const closeGraceMs = 3000;

/**
 * The orders that ComfyUI's process takes. Its invariants: at most one process of ours lives, orders are carried out one after
 * another, and a process that ended unasked is never started again unless it asked for that itself.
 */
export class ComfyLifecycle {
  private stopping: ComfyRun | null = null;
  private restartsInARow = 0;
  private readonly rebooting: RebootRequest;
  private readonly closing = new AbortController();
  private readonly lane = createSerial();
  private readonly memo: ProcessMemo;

  constructor(
    private readonly options: ComfyProcessOptions,
    private readonly facts: ProcessFacts,
  ) {
    this.memo = createProcessMemo(join(options.paths.desktopDir, 'comfyui-process.json'));
    this.rebooting = createRebootRequest(options.whenIdle, () => this.restart());
  }

  /** Ends what a killed app left running, then looks who is on the port; in the background. */
  open(): void {
    const look = async () => {
      if (await this.memo.endLeftover()) this.options.log.warn('ended a ComfyUI that an earlier run left behind');
      const foreign = await findForeignHolder(this.options.settings, this.closing.signal);
      if (foreign !== null) this.facts.noteForeign(foreign);
    };
    void this.lane(look).catch((error: unknown) => {
      if (!this.closing.signal.aborted) this.options.log.warn('the port of ComfyUI could not be looked at', { error });
    });
  }

  async start(): Promise<void> {
    await this.lane(async () => {
      this.restartsInARow = 0;
      if (this.facts.living() === null) await this.launch();
    });
  }

  async stop(): Promise<void> {
    this.rebooting.withdraw();
    await this.lane(async () => {
      if (this.facts.living() === null) await this.refuseForeign();
      else await this.endRun();
      this.facts.moveTo('stopped');
    });
  }

  async reboot(): Promise<void> {
    // What can be refused is refused now. In the lane: a start that is under way must not be taken for somebody else's ComfyUI.
    if (this.facts.living() === null) await this.lane(() => this.refuseHopeless());
    this.closing.signal.throwIfAborted();
    this.rebooting.ask();
  }

  async close(): Promise<void> {
    this.rebooting.withdraw();
    this.closing.abort(new AppError('cancelled', 'The app is closing, so ComfyUI is not started.'));
    // Beside the lane first: a stop that is under way there may be a patient one. Then in it: a start may have been as well.
    await this.endRun();
    await this.lane(() => this.endRun());
    if (['starting', 'stopping'].includes(this.facts.state)) this.facts.moveTo('stopped');
  }

  private async refuseForeign(): Promise<void> {
    this.closing.signal.throwIfAborted();
    const foreign = await findForeignHolder(this.options.settings, this.closing.signal);
    if (foreign === null) return;
    this.facts.noteForeign(foreign);
    throw foreign.refusal;
  }

  private async refuseHopeless(): Promise<void> {
    if (this.facts.living() !== null) return;
    await planLaunch(this.options.installation, this.options.settings);
    await this.refuseForeign();
  }

  private async launch(): Promise<void> {
    const plan = await planLaunch(this.options.installation, this.options.settings);
    await this.refuseForeign();
    const interpreter = await this.options.interpreter();
    const imported = await this.options.installedPacks();
    this.closing.signal.throwIfAborted();
    const sessionFile = join(this.options.paths.desktopDir, 'comfyui-session');
    const run = await launchComfy({ interpreter, plan, sessionFile, onPhase: () => this.facts.tell() });
    this.facts.noteStart(run, imported);
    void run.ended.then((end) => {
      this.noteEnd(run, end);
    });
    run.served.then(
      () => this.noteServed(run),
      () => undefined,
    );
    await this.memo.write(run.pid).catch((error: unknown) => {
      this.options.log.warn('the process of ComfyUI could not be noted down', { error });
    });
  }

  private async endRun(): Promise<void> {
    const run = this.facts.living();
    if (run === null) return;
    this.stopping = run;
    this.facts.moveTo('stopping');
    const graceMs = this.options.settings['comfyui.stopSeconds'] * 1000;
    await run.stop(this.closing.signal.aborted ? Math.min(graceMs, closeGraceMs) : graceMs);
    await run.ended;
    await this.memo.erase();
  }

  private async restart(): Promise<void> {
    try {
      await this.lane(async () => {
        this.restartsInARow = 0;
        await this.endRun();
        await this.launch();
      });
    } catch (error) {
      this.noteFailedStart(error);
    }
  }

  private async noteServed(run: ComfyRun): Promise<void> {
    if (this.facts.living() !== run || this.facts.state !== 'starting') return;
    this.restartsInARow = 0;
    this.facts.moveTo('running');
    try {
      this.facts.noteClasses(await readNodeClasses(run.plan.baseUrl, run.signal));
    } catch (error) {
      if (!run.signal.aborted) this.options.log.warn('the node classes of ComfyUI could not be read', { error });
    }
  }

  private noteEnd(run: ComfyRun, end: RunEnd): void {
    this.facts.noteExit(end);
    if (this.stopping === run) return;
    this.options.log.info('ComfyUI ended', { ...end });
    if (!end.asksRestart) {
      const isFine = end.exitCode === 0 && run.hasServed();
      this.facts.moveTo(isFine ? 'stopped' : 'crashed', describeEnd(run, end));
    } else if (this.restartsInARow < maxRestartsInARow) this.followItsWish();
    else {
      const often = `ComfyUI asked to be restarted ${maxRestartsInARow + 1} times in a row and was never ready`;
      this.facts.moveTo('crashed', `${often}, so it is not started again by itself; its last lines say more.`);
    }
  }

  /** It ended itself to be started again. */
  private followItsWish(): void {
    this.restartsInARow += 1;
    this.facts.moveTo('starting', 'ComfyUI asked to be restarted.');
    const again = this.lane(async () => {
      // An order that came first may have stopped it for good.
      if (this.facts.living() === null && this.facts.state === 'starting') await this.launch();
    });
    void again.catch((error: unknown) => {
      this.noteFailedStart(error);
    });
  }

  private noteFailedStart(error: unknown): void {
    if (this.closing.signal.aborted) return;
    const failure = toAppError(error);
    this.options.log.warn('ComfyUI could not be started again', { error });
    // Who holds the port has been told already.
    if (failure.code === 'comfyui-not-ours') return;
    this.facts.moveTo('crashed', sentenceOf(failure));
  }
}
