import { join } from 'node:path';
import { createSerial } from '../../../base/async/serial';
import { AppError, messageOfError, toAppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import { beginRun, refuseHopeless, type BegunRun, type ComfyProcessOptions, type RunSources } from './begin-run';
import type { RunEnd, ComfyRun } from './comfy-run';
import { createCrashRecords } from './crash';
import { judgeEnd, readEndCause } from './exit-verdict';
import { orderOf, type StartOrder } from '../arguments/launch-plan';
import { createProcessMemo, type ProcessMemo } from './previous-process';
import { PortWatch } from './port-watch';
import type { ProcessFacts } from './process-facts';
import { createRebootRequest, type RebootRequest } from './reboot-request';
import { endMarked } from './escaped-processes';
import { beginTrial, type Trial, type TrialOptions } from './trial-run';
import type { Logger } from '../../../base/log';
import { watchHealth } from './health';
import { readNodeClasses } from './port-probe';

/** When the app ends, everything together has a few seconds (main/quit/lifecycle.ts), whatever patience the settings allow a stop. */
const closeGraceMs = 3000;

/** Whether two starts load the same. Pure. */
function isSameOrder(a: StartOrder, b: StartOrder): boolean {
  if (a.mode !== 'lean' || b.mode !== 'lean') return a.mode === b.mode;
  const sorted = ({ packs }: typeof a) => [...new Set(packs)].sort().join('/');
  return a.name === b.name && sorted(a) === sorted(b);
}

/** A run has begun to serve: that is told, its node classes are read, and its health is watched until it ends. Never rejects. */
async function attendServing(run: ComfyRun, facts: ProcessFacts, log: Logger): Promise<void> {
  facts.moveTo('running');
  void watchHealth({ address: run.plan, signal: run.signal, onChange: (text) => facts.noteSilence(text) });
  try {
    facts.noteClasses(await readNodeClasses(run.plan.baseUrl, run.signal));
  } catch (error) {
    if (!run.signal.aborted) log.warn('The node classes of ComfyUI could not be read.', { error });
  }
}

/**
 * The orders that ComfyUI's process takes. Its invariants: at most one process of ours lives, orders are carried out one after
 * another, and a process that ended unasked is never started again unless it asked for that itself.
 */
export class ComfyLifecycle {
  #begun: BegunRun | null = null;
  #stopping: BegunRun | null = null;
  #restartsInARow = 0;
  readonly #rebooting: RebootRequest;
  readonly #closing = new AbortController();
  readonly #inTurn = createSerial();
  readonly #memo: ProcessMemo;
  readonly #ports: PortWatch;
  readonly #sources: RunSources;

  readonly #options: ComfyProcessOptions;
  readonly #facts: ProcessFacts;

  constructor(options: ComfyProcessOptions, facts: ProcessFacts) {
    this.#options = options;
    this.#facts = facts;
    const { paths, settings, findChange, log } = options;
    const { signal } = this.#closing;
    this.#memo = createProcessMemo(join(paths.desktopDir, 'comfyui-process.json'));
    this.#rebooting = createRebootRequest(options.whenIdle, () => this.#restart());
    this.#ports = new PortWatch({ settings, facts, signal });
    const beginRecord = createCrashRecords({
      file: join(paths.desktopDir, 'comfyui-good-start.json'),
      findChange,
      log,
    });
    this.#sources = { options, ports: this.#ports, beginRecord, output: facts.log, signal };
  }

  /** The settings with the port of the next start, as far as it was chosen. */
  settings(): AppSettings {
    return this.#ports.settings();
  }

  /** Ends what a killed app left running, then looks who is on the port; in the background. */
  open(): void {
    const checkPort = async () => {
      if (await this.#memo.endPreviousProcess())
        this.#options.log.warn('A ComfyUI that an earlier run left behind was ended.');
      const { port } = this.#facts.status();
      const foreign = await this.#ports.check();
      // From now on the number of a private port is known.
      if (foreign === null && this.#facts.status().port !== port) this.#facts.announce();
    };
    void this.#inTurn(checkPort).catch((error: unknown) => {
      if (!this.#closing.signal.aborted)
        this.#options.log.warn('The port of ComfyUI could not be looked at.', { error });
    });
  }

  /** `order` null: whatever runs is left alone. Named: what runs otherwise is restarted by it, and every start after it keeps to it. */
  async start(order: StartOrder | null): Promise<void> {
    // What runs is not ended for a start that cannot be made.
    if (order?.mode === 'lean') await this.#options.provePart();
    await this.#inTurn(async () => {
      if (order !== null) await this.#options.stored.keep(order);
      await this.#begin(order);
    });
  }

  /** To be called in turn. */
  async #begin(order: StartOrder | null): Promise<void> {
    this.#restartsInARow = 0;
    const living = this.#facts.living();
    if (living !== null && (order === null || isSameOrder(order, orderOf(living.plan)))) return;
    await this.#endRun();
    await this.#launch(order ?? this.#options.stored.current());
  }

  async stop(): Promise<void> {
    this.#rebooting.withdraw();
    await this.#inTurn(async () => {
      if (this.#facts.living() === null) await this.#ports.refuseForeign();
      else await this.#endRun();
      this.#facts.noteCrash(null);
      this.#facts.moveTo('stopped');
    });
  }

  /** Stops what runs. The answer starts it again as it was, and never rejects; where nothing ran it only takes the notice away. */
  async suspend(notice: Message): Promise<() => Promise<void>> {
    this.#rebooting.withdraw();
    const order = await this.#inTurn(async () => {
      const living = this.#facts.living();
      await this.#endRun();
      if (living !== null || this.#facts.state === 'stopped') this.#facts.moveTo('stopped', notice);
      return living === null ? null : orderOf(living.plan);
    });
    return async () => {
      if (order !== null)
        await this.#inTurn(() => this.#begin(order)).catch((error: unknown) => this.#noteFailedStart(error));
      else if (this.#facts.state === 'stopped') this.#facts.moveTo('stopped');
    };
  }

  /** Starts one for a trial, in the place of the own one, which must be suspended. */
  async beginTrial(trial: TrialOptions): Promise<Trial> {
    this.#closing.signal.throwIfAborted();
    return beginTrial({ options: this.#options, output: this.#facts.log, memo: this.#memo }, trial);
  }

  async reboot(): Promise<void> {
    // What can be refused is refused now. It waits its turn: a start that is under way must not be taken for somebody else's ComfyUI.
    const refuse = async () => {
      if (this.#facts.living() === null) await refuseHopeless(this.#sources, this.#options.stored.current());
    };
    if (this.#facts.living() === null) await this.#inTurn(refuse);
    this.#closing.signal.throwIfAborted();
    this.#rebooting.ask();
  }

  async close(): Promise<void> {
    this.#rebooting.withdraw();
    this.#closing.abort(new AppError('cancelled', msg`The app is closing, so ComfyUI is not started.`));
    // At once first, because a stop that is under way may be a patient one. Then in turn, because a start may have been under way as well.
    await this.#endRun();
    await this.#inTurn(() => this.#endRun());
    if (['starting', 'stopping'].includes(this.#facts.state)) this.#facts.moveTo('stopped');
  }

  async #launch(order: StartOrder): Promise<void> {
    const begun = await beginRun(this.#sources, order, () => this.#facts.announce());
    const { run } = begun;
    this.#begun = begun;
    this.#facts.noteStart(run, begun.stood);
    void run.ended.then((end) => {
      this.#noteEnd(begun, end);
    });
    run.served.then(
      () => this.#noteServed(begun),
      () => undefined,
    );
    await this.#memo.write(run.pid, begun.sessionFile).catch((error: unknown) => {
      this.#options.log.warn('The process of ComfyUI could not be noted down.', { error });
    });
  }

  async #endRun(): Promise<void> {
    const begun = this.#begun;
    if (begun === null || this.#facts.living() !== begun.run) return;
    this.#stopping = begun;
    this.#facts.moveTo('stopping');
    const graceMs = this.#options.settings['comfyui.stopSeconds'] * 1000;
    await begun.run.stop(this.#closing.signal.aborted ? Math.min(graceMs, closeGraceMs) : graceMs);
    await begun.run.ended;
    await this.#clean(begun);
  }

  /** Nothing of a run that has ended stays behind. */
  async #clean(begun: BegunRun): Promise<void> {
    await endMarked(begun.sessionFile);
    // A later run has a note of its own.
    if (this.#begun === begun) await this.#memo.erase();
  }

  async #restart(): Promise<void> {
    try {
      await this.#inTurn(async () => {
        this.#restartsInARow = 0;
        await this.#endRun();
        await this.#launch(this.#options.stored.current());
      });
    } catch (error) {
      this.#noteFailedStart(error);
    }
  }

  async #noteServed({ run, record }: BegunRun): Promise<void> {
    if (this.#facts.living() !== run || this.#facts.state !== 'starting') return;
    this.#restartsInARow = 0;
    // A start without packs, or with some of them, proves nothing about all, so what changed before it stays under suspicion.
    if (run.plan.mode === 'normal') {
      record.noteServed(run);
      this.#facts.noteGoodStart();
    }
    await attendServing(run, this.#facts, this.#options.log);
  }

  #noteEnd(begun: BegunRun, end: RunEnd): void {
    this.#facts.noteExit(end);
    if (this.#stopping === begun) return;
    this.#options.log.info('ComfyUI ended.', { ...end });
    this.#cleanInTurn(begun);
    const cause = readEndCause(begun.run, end);
    const [restartsInARow, isPortPrivate] = [this.#restartsInARow, this.#ports.isPrivate()];
    const { kind, notice } = judgeEnd(begun.run, end, { cause, restartsInARow, isPortPrivate });
    if (kind === 'restart') this.#startAgain(notice, end.asksRestart ? null : orderOf(begun.run.plan));
    else if (kind === 'look') this.#findHolder(notice);
    else {
      if (kind === 'crashed') this.#facts.noteCrash(begun.record.noteCrash(begun.run, end, cause));
      this.#facts.moveTo(kind, notice);
    }
  }

  /** It waits its turn, because a start may be writing its note. */
  #cleanInTurn(begun: BegunRun): void {
    this.#inTurn(() => this.#clean(begun)).catch((error: unknown) => {
      this.#options.log.warn('What ComfyUI left behind could not be ended.', { error });
    });
  }

  /** Starts it after an end that was none to a person; `order` null: as it was chosen last. */
  #startAgain(notice: Message, order: StartOrder | null): void {
    this.#restartsInARow += 1;
    this.#facts.moveTo('starting', notice);
    this.#afterEnd(() => this.#launch(order ?? this.#options.stored.current()));
  }

  /** Somebody took the port of a start that was under way. */
  #findHolder(notice: Message): void {
    this.#afterEnd(async () => {
      if ((await this.#ports.check()) === null) this.#facts.moveTo('crashed', notice);
    });
  }

  /** An order that came first may have stopped or started it for good. */
  #afterEnd(work: () => Promise<void>): void {
    const inTurn = this.#inTurn(async () => {
      if (this.#facts.living() === null && this.#facts.state === 'starting') await work();
    });
    void inTurn.catch((error: unknown) => {
      this.#noteFailedStart(error);
    });
  }

  #noteFailedStart(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    const failure = toAppError(error);
    this.#options.log.warn('ComfyUI could not be started again.', { error });
    // Who holds the port has been told already.
    if (failure.code === 'comfyui-not-ours') return;
    this.#facts.moveTo('crashed', messageOfError(failure));
  }
}
