import { orAborted } from '../../../base/async/abort';
import { inLimitedTime } from '../../../base/async/time-limit';
import { findFreePort, isPortFree } from '../../../base/http/free-port';
import type { BisectResult, BisectVerdict, BisectView } from '../../../contract/operations/bisect';
import { messageOfError, toAppError } from '../../../contract/errors';
import type { ComfyProcess } from '../process/process';
import type { Trial } from '../process/trial-run';
import { planBisect, type SearchEnd, type WantedStart } from './bisect-plan';
import { judgeTrial, type Judgement } from './judge-trial';
import type { SearchGround } from './search-ground';
import { chooseEvidence, readWords, type TrialWords } from './trial-evidence';
import type { TrialLogs } from './trial-logs';
import type { Message } from '../../../contract/text/message';

export interface SearchOptions {
  ground: SearchGround;
  comfy: Pick<ComfyProcess, 'beginTrial'>;
  /** The stamp of the ground as it is now. */
  readStamp: () => Promise<string>;
  /** Resolves when no task runs and none is about to. */
  whenIdle: () => Promise<void>;
  logs: TrialLogs;
  show: (part: Partial<BisectView>) => void;
  /** Ends the search, which then throws. */
  signal: AbortSignal;
  /** How long a start may neither serve nor end before it counts as bad. */
  hangMs: number;
}

const host = '127.0.0.1';
/** A ComfyUI that asks to be started again and never serves is not started for ever. */
const maxAgain = 3;

interface Judged {
  verdict: BisectVerdict;
  words: TrialWords;
}

/** One search: start after start, until the plan has its answer. */
export class SearchRun {
  readonly #verdicts: BisectVerdict[] = [];
  readonly #past: BisectView['past'] = [];
  #port = 0;
  #lastBad: TrialWords | null = null;
  /** Takes the word of the person about the start that is under way. */
  #receive: ((verdict: BisectVerdict) => void) | null = null;

  readonly #options: SearchOptions;

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** Gives the person's word on. False: no start waits for one. */
  answer(verdict: BisectVerdict): boolean {
    const receive = this.#receive;
    this.#receive = null;
    receive?.(verdict);
    return receive !== null;
  }

  /** Throws only what the signal says. */
  async run(): Promise<BisectResult> {
    const { ground, signal } = this.#options;
    for (;;) {
      const step = planBisect(ground.suspects.length, this.#verdicts, ground.fixedPacks.length > 0);
      if (step.kind !== 'start') return this.#conclude(step);
      await orAborted(this.#options.whenIdle(), signal);
      if ((await this.#options.readStamp()) !== ground.stamp) return this.#end('disturbed');
      try {
        await this.#tryOne(step);
      } catch (error) {
        signal.throwIfAborted();
        return this.#end('failed', [], messageOfError(toAppError(error)));
      }
    }
  }

  async #tryOne(step: WantedStart): Promise<void> {
    const { ground, show } = this.#options;
    const packs = [...ground.fixedPacks, ...step.packs.flatMap((at) => ground.suspects[at] ?? [])].sort((a, b) =>
      a.localeCompare(b, 'en'),
    );
    const start = this.#verdicts.length + 1;
    const fresh = { phase: 'starting', progress: 'starting', port: null, hasEnded: false } as const;
    const now = { startedAt: new Date().toISOString(), past: [...this.#past] };
    show({ ...fresh, ...now, start, atMost: step.atMost, left: step.left, onTrial: packs });
    const { verdict, words } = await this.#judge(packs);
    this.#verdicts.push(verdict);
    this.#past.push({ packs: packs.length, verdict });
    if (verdict === 'bad') this.#lastBad = words;
    show({ phase: 'preparing', progress: null, port: null, past: [...this.#past] });
  }

  /** A start that asks to be made once more is the same start. */
  async #judge(packs: readonly string[]): Promise<Judged> {
    for (let again = 0; ; again += 1) {
      const judged = await this.#judgeOnce(packs, again);
      if (judged !== 'again') return judged;
    }
  }

  async #judgeOnce(packs: readonly string[], again: number): Promise<Judged | 'again'> {
    const trial = await this.#begin(packs);
    try {
      const judgement = await this.#receiveVerdict(trial);
      if (judgement === 'again' && again < maxAgain) return 'again';
      return { verdict: judgement === 'good' ? 'good' : 'bad', words: readWords(trial.run, trial.run.signal.aborted) };
    } finally {
      this.#receive = null;
      await trial.stop();
    }
  }

  async #begin(packs: readonly string[]): Promise<Trial> {
    const { comfy, show, signal } = this.#options;
    const port = await this.#choosePort();
    signal.throwIfAborted();
    let trial: Trial | null = null;
    trial = await comfy.beginTrial({
      ...{ packs, port },
      onPhase: () => {
        if (trial !== null) show({ progress: trial.run.report.phase() });
      },
    });
    return trial;
  }

  /** The same for every start, so that a page of its web UI stays where it is. */
  async #choosePort(): Promise<number> {
    const { logs } = this.#options;
    while (this.#port === 0 || !(await isPortFree(this.#port, host))) {
      const port = await findFreePort(host);
      if (await logs.isFree(port)) this.#port = port;
    }
    await logs.note(this.#port);
    return this.#port;
  }

  /** By itself where it can be, else by the person; the person may also call a start bad that does not get any further. */
  async #receiveVerdict(trial: Trial): Promise<Exclude<Judgement, 'ask'>> {
    const { ground, signal, hangMs, show } = this.#options;
    const answered = new Promise<BisectVerdict>((receive) => {
      this.#receive = receive;
    });
    const first = await inLimitedTime(hangMs, signal, async (time) => {
      const judged = Promise.race([judgeTrial(ground.question, trial.run), answered]);
      return orAborted(judged, time.signal).catch((error: unknown) => {
        if (!time.limit.aborted) throw error;
        return 'bad' as const;
      });
    });
    if (first !== 'ask') return first;
    show({ phase: 'judging', progress: null, port: this.#port, hasEnded: trial.run.signal.aborted });
    void trial.run.ended.then(() => {
      if (this.#receive !== null) show({ hasEnded: true });
    });
    return orAborted(answered, signal);
  }

  #conclude(end: SearchEnd): BisectResult {
    const { suspects } = this.#options.ground;
    const packs = 'packs' in end ? end.packs.flatMap((at) => suspects[at] ?? []) : [];
    return this.#end(end.kind, packs);
  }

  #end(outcome: BisectResult['outcome'], packs: string[] = [], problem: Message | null = null): BisectResult {
    const { fixedPacks } = this.#options.ground;
    const hasConclusion = outcome === 'found' || outcome === 'without-packs' || outcome === 'contradiction';
    const evidence = hasConclusion ? chooseEvidence(this.#lastBad, [...fixedPacks, ...packs]) : null;
    return { outcome, packs, starts: this.#verdicts.length, evidence, problem };
  }
}
