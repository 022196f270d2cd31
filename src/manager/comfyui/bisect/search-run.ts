import { orAborted } from '../../../base/async/abort';
import { inLimitedTime } from '../../../base/async/time-limit';
import { findFreePort, isPortFree } from '../../../base/http/free-port';
import type {
  BisectResult,
  BisectVerdict,
  BisectView,
  BisectQuestion,
  BisectEvidence,
} from '../../../contract/operations/bisect';
import { messageOfError, toAppError } from '../../../contract/errors';
import type { ComfyProcess } from '../process/process';
import type { Trial } from '../process/trial-run';
import { planBisect, type SearchEnd, type WantedStart } from './bisect-plan';
import type { SearchGround } from './search-ground';
import type { TrialLogs } from './trial-logs';
import type { Message } from '../../../contract/text/message';
import { setTimeout as wait } from 'node:timers/promises';
import { readNodeClasses } from '../process/port-probe';
import { waitForReport } from '../process/wait-for-report';
import type { ComfyRun } from '../process/comfy-run';
import { hasLostPort } from '../process/exit-verdict';
import type { ImportFailure } from '../../../contract/comfyui/imports';
import { cleanLine } from '../output/startup-report';
import { finalTraceback, suspectsOf } from '../process/suspects';

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

/** What a start said, kept when it was bad. */
interface TrialWords {
  failures: readonly ImportFailure[];
  /** Packs that its end names, the likeliest first. */
  suspects: readonly string[];
  /** The traceback it ended with, else its last lines; none of one that was running. */
  end: readonly string[];
}

const readLines = 400;
const shownLines = 40;

/** To be asked when the run has ended, or while it is judged. */
function readWords(run: Pick<ComfyRun, 'lastLines' | 'lastWords' | 'report'>, hasEnded: boolean): TrialWords {
  const failures = run.report.failures();
  if (!hasEnded) return { failures, suspects: [], end: [] };
  const traceback = finalTraceback(run.lastLines(readLines).map((line) => cleanLine(line).line));
  return { failures, suspects: suspectsOf(run), end: traceback.length > 0 ? traceback : run.lastLines(shownLines) };
}

/**
 * What is shown beside a result: why one of these packs could not be imported, else how the start ended. Null where nothing was said, as when only
 * a person saw that something is wrong.
 */
function chooseEvidence(words: TrialWords | null, packs: readonly string[]): BisectEvidence | null {
  if (words === null) return null;
  const failure = words.failures.find(({ name }) => packs.includes(name));
  if (failure !== undefined) {
    const text = failure.traceback === '' ? failure.msg : failure.traceback;
    return { pack: failure.name, lines: text.split('\n') };
  }
  if (words.end.length === 0) return null;
  return { pack: words.suspects.find((name) => packs.includes(name)) ?? null, lines: [...words.end] };
}

interface Judged {
  verdict: BisectVerdict;
  words: TrialWords;
}

/** `ask`: only a person can say. `again`: it asked to be started once more before it said anything, or somebody took its port. */
type Judgement = BisectVerdict | 'ask' | 'again';

/** What comes up may fall at once: some threads of packs begin when ComfyUI serves. */
const settleMs = 1000;

type JudgedRun = Pick<ComfyRun, 'served' | 'ended' | 'signal' | 'report' | 'plan' | 'hasServed' | 'lastLines'>;

async function staysUp({ ended }: JudgedRun): Promise<boolean> {
  return Promise.race([ended.then(() => false), wait(settleMs, true, { ref: false })]);
}

function hasLoaded({ report }: JudgedRun, pack: string): boolean {
  return !report.failures().some(({ name }) => name === pack);
}

async function hasClass(run: JudgedRun, nodeClass: string): Promise<boolean> {
  try {
    return (await readNodeClasses(run.plan.baseUrl, run.signal)).has(nodeClass);
  } catch (error) {
    // What has ended meanwhile has no classes.
    if (run.signal.aborted) return false;
    throw error;
  }
}

async function isPackThere(run: JudgedRun, { pack, nodeClass }: BisectQuestion): Promise<boolean> {
  await waitForReport(run);
  if (!hasLoaded(run, pack ?? '')) return false;
  return nodeClass == null ? true : hasClass(run, nodeClass);
}

/** Judges a start by what is asked. Throws what the system says when a ComfyUI that serves cannot be asked. */
async function judgeTrial(question: BisectQuestion, run: JudgedRun): Promise<Judgement> {
  const isServed = await run.served.then(
    () => true,
    () => false,
  );
  if (!isServed && ((await run.ended).asksRestart || hasLostPort(run))) return 'again';
  if (question.question === 'web-ui') return 'ask';
  if (!isServed) return 'bad';
  const isGood = question.question === 'start' ? await staysUp(run) : await isPackThere(run, question);
  return isGood ? 'good' : 'bad';
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
