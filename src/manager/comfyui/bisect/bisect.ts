import { basename } from 'node:path';
import { orAborted } from '../../../base/async/abort';
import { createEmitter } from '../../../base/async/emitter';
import type { Logger } from '../../../base/log';
import type { ComfyStatus } from '../../../contract/comfyui/comfyui-status';
import type { BisectQuestion, BisectResult, BisectVerdict, BisectView } from '../../../contract/operations/bisect';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import type { ComfyProcess } from '../process/process';
import { prepareGround, readStamp, type GroundSources, type SearchGround } from './search-ground';
import { SearchRun } from './search-run';
import { createTrialLogs } from './trial-logs';

/** The search for the pack that breaks ComfyUI (docs/decisions/044-bisect.md). */
export interface Bisect {
  view(): BisectView;
  /** Throws `bisect-running`, and as `prepareGround`. */
  begin(question: BisectQuestion): Promise<BisectView>;
  /** The person's word about the start of this number. Throws `bisect-over`. */
  answer(word: { start: number; verdict: BisectVerdict }): BisectView;
  /** Ends a search and waits until everything is as it was; forgets a result. */
  cancel(): Promise<BisectView>;
  /** Throws `bisect-running` while ComfyUI is needed here. */
  refuseWhileRunning(): void;
  onChange(listener: (view: BisectView) => void): () => void;
  /** Ends a search without starting anything. */
  close(): Promise<void>;
}

export interface BisectOptions extends GroundSources {
  comfy: Pick<ComfyProcess, 'status' | 'suspend' | 'beginTrial' | 'onChange'>;
  paths: { desktopDir: string };
  whenIdle: () => Promise<void>;
  log: Logger;
  /** How long a start may neither serve nor end before it counts as bad; 20 minutes when left out. */
  hangMs?: number;
}

const notice = msg`ComfyUI is stopped during the search for the pack that breaks it; afterwards it is started again as it was.`;
const usualHangMs = 20 * 60_000;

const idleView: BisectView = {
  ...{ phase: 'idle', question: null, start: 0, atMost: 0, left: 0, onTrial: [], startedAt: null },
  ...{ progress: null, port: null, hasEnded: false, past: [], result: null },
};

function over(message: Message): AppError {
  return new AppError('bisect-over', message, { remedy: msg`Check which start is running, and judge that one.` });
}

function running(): AppError {
  return new AppError('bisect-running', msg`A search for the pack that breaks ComfyUI is running.`, {
    remedy: msg`Wait until it has ended, or cancel it. ComfyUI is then started again as it was.`,
  });
}

interface Search {
  run: SearchRun;
  controller: AbortController;
  /** Never rejects. */
  ended: Promise<void>;
}

class PackBisect implements Bisect {
  #view = idleView;
  #search: Search | null = null;
  #isBeginning = false;
  #isClosing = false;
  readonly #changes = createEmitter<BisectView>();
  readonly #logs;

  readonly #options: BisectOptions;
  readonly #stopFollowing: () => void;
  /** When the ComfyUI began that runs without what was found; null before. */
  #settledBy: string | null = null;

  constructor(options: BisectOptions) {
    this.#options = options;
    this.#logs = createTrialLogs({ userDir: options.installation.userDir, desktopDir: options.paths.desktopDir });
    this.#cleanLogs();
    this.#stopFollowing = options.comfy.onChange((status) => this.#followStart(status));
  }

  view(): BisectView {
    return this.#view;
  }

  async begin(question: BisectQuestion): Promise<BisectView> {
    this.refuseWhileRunning();
    this.#isBeginning = true;
    try {
      const ground = await prepareGround(this.#options, question);
      if (!this.#isClosing) this.#start(ground);
    } finally {
      this.#isBeginning = false;
    }
    return this.#view;
  }

  answer({ start, verdict }: { start: number; verdict: BisectVerdict }): BisectView {
    const { phase, start: now } = this.#view;
    if (this.#search === null || start !== now) throw over(msg`Start ${start} is not running.`);
    if (phase === 'starting' && verdict === 'good') throw over(msg`Start ${start} is not ready yet.`);
    if (!this.#search.run.answer(verdict)) throw over(msg`Start ${start} is not waiting for an answer.`);
    return this.#view;
  }

  async cancel(): Promise<BisectView> {
    const search = this.#search;
    search?.controller.abort(new AppError('cancelled', msg`The search was cancelled.`));
    await search?.ended;
    if (this.#search === null) this.#show(idleView);
    return this.#view;
  }

  refuseWhileRunning(): void {
    if (this.#search !== null || this.#isBeginning) throw running();
  }

  onChange(listener: (view: BisectView) => void): () => void {
    return this.#changes.on(listener);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopFollowing();
    await this.cancel();
  }

  /** What was found is news until ComfyUI has run without it: the start after that one forgets it. */
  #followStart({ state, mode, startedAt, imports }: ComfyStatus): void {
    const { phase, result } = this.#view;
    if (phase !== 'done' || result?.outcome !== 'found' || state !== 'running' || startedAt === null) return;
    if (this.#settledBy !== null && this.#settledBy !== startedAt) {
      this.#settledBy = null;
      this.#show(idleView);
      return;
    }
    const loaded = new Set(imports.map(({ path }) => basename(path)));
    if (mode === 'normal' && !result.packs.some((name) => loaded.has(name))) this.#settledBy = startedAt;
  }

  #show(part: Partial<BisectView>): void {
    this.#view = { ...this.#view, ...part };
    this.#changes.emit(this.#view);
  }

  #start(ground: SearchGround): void {
    const { comfy, whenIdle, hangMs = usualHangMs } = this.#options;
    const controller = new AbortController();
    const run = new SearchRun({
      ...{ ground, comfy, whenIdle, hangMs, logs: this.#logs, signal: controller.signal },
      readStamp: () => readStamp(this.#options),
      show: (part) => this.#show(part),
    });
    const { suspects, question } = ground;
    this.#settledBy = null;
    this.#search = { run, controller, ended: this.#work(run, controller.signal) };
    this.#show({ ...idleView, phase: 'preparing', question, left: suspects.length });
  }

  /** Everything is as it was when it ends, however it ends. */
  async #work(run: SearchRun, signal: AbortSignal): Promise<void> {
    const { comfy, whenIdle, log } = this.#options;
    let result: BisectResult | null = null;
    try {
      await orAborted(whenIdle(), signal);
      const resume = await comfy.suspend(notice);
      try {
        result = await run.run();
      } finally {
        await this.#restore(resume);
      }
    } catch (error) {
      if (!signal.aborted) log.error('The search for a pack ended unexpectedly.', { error });
    }
    this.#search = null;
    const rest = { onTrial: [], startedAt: null, progress: null, port: null, hasEnded: false };
    this.#show(result === null ? idleView : { ...rest, phase: 'done', result });
  }

  async #restore(resume: () => Promise<void>): Promise<void> {
    await this.#logs.clean().catch((error: unknown) => this.#warnOfLogs(error));
    if (this.#isClosing) return;
    this.#show({ phase: 'restoring', progress: null, port: null });
    await resume();
  }

  #cleanLogs(): void {
    this.#logs.clean().catch((error: unknown) => this.#warnOfLogs(error));
  }

  #warnOfLogs(error: unknown): void {
    this.#options.log.warn('The logs of trials could not be taken away.', { error });
  }
}

/** Makes the search for one installation. One begins at a time, and nothing is moved on disk for it. */
export function createBisect(options: BisectOptions): Bisect {
  return new PackBisect(options);
}
