import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import type { ComfyState } from '../../../contract/comfyui/comfyui-status';
import type { AppSettings } from '../../../contract/settings';
import { findForeignHolder, type ForeignHolder } from './port-guard';
import { createPrivatePort } from './private-port';
import type { ProcessFacts } from './process-facts';

export interface PortWatchOptions {
  settings: AppSettings;
  facts: ProcessFacts;
  /** Ends every look. */
  signal: AbortSignal;
}

/** Rare enough to cost nothing, soon enough for a person who has just started or ended the other program. */
const everyMs = 3000;
/** While our ComfyUI runs, the port is taken by it; after a crash the crash is shown until the next order. */
const watchedStates: readonly ComfyState[] = ['stopped', 'foreign'];

/** The port ComfyUI is to listen on, and who else is there. */
export class PortWatch {
  readonly #port;

  readonly #options: PortWatchOptions;

  constructor(options: PortWatchOptions) {
    this.#options = options;
    this.#port = createPrivatePort(options.settings);
    void this.#keepChecking();
  }

  /** The settings with the port of the next start, as far as it was chosen. */
  settings(): AppSettings {
    return this.#port.settings();
  }

  /** Whether the port of the next start is left to this app. */
  isPrivate(): boolean {
    return this.#port.isWanted();
  }

  /** Looks who is there while no ComfyUI of ours lives; null when nobody is. Throws what the settings or the signal say. */
  async check(): Promise<ForeignHolder | null> {
    const { facts, signal } = this.#options;
    signal.throwIfAborted();
    const foreign = await findForeignHolder(await this.#port.choose(), signal);
    if (foreign !== null) facts.noteForeign(foreign);
    return foreign;
  }

  /** Throws `comfyui-not-ours` when somebody is there. */
  async refuseForeign(): Promise<void> {
    const foreign = await this.check();
    if (foreign !== null) throw foreign.refusal;
  }

  /** Nobody tells this app when another ComfyUI comes or goes. */
  async #keepChecking(): Promise<void> {
    const { signal } = this.#options;
    try {
      for (;;) {
        await wait(everyMs, undefined, { signal, ref: false });
        await this.#checkAgain();
      }
    } catch {
      // The signal has ended it.
    }
  }

  /** A look may take seconds, so it does not wait in line with the orders. */
  async #checkAgain(): Promise<void> {
    const { facts, signal } = this.#options;
    const { state } = facts;
    try {
      if (watchedStates.includes(state)) this.#note(state, await findForeignHolder(await this.#port.choose(), signal));
    } catch {
      // Every order tells what is wrong with the settings.
    }
  }

  #note(before: ComfyState, foreign: ForeignHolder | null): void {
    const { facts } = this.#options;
    // An order has changed the state meanwhile, and what it says counts.
    if (facts.state !== before) return;
    if (foreign === null) {
      if (before === 'foreign') facts.moveTo('stopped');
    } else if (!isDeepStrictEqual(foreign.notice, facts.status().notice)) facts.noteForeign(foreign);
  }
}
