import { plainLine } from '../../../base/text/plain-line';
import type { ComfyLog } from './comfy-log';
import type { Importing, ImportWatch, LastWords } from './import-watch';
import type { PackOfLine } from './pack-of-line';
import { createNoisyPacks } from './noisy-packs';
import { createSlowImport } from './slow-import';
import { createStartupReport, type StartupReport } from './startup-report';
import { formatMessage, type Message } from '../../../contract/text/message';

/** What one run of ComfyUI prints, and what that tells of its start. */
export interface RunOutput {
  readonly report: StartupReport;
  add(line: string, from: 'stdout' | 'stderr'): void;
  /** Adds a line of the app about this run. */
  note(text: string, pack?: string | null): void;
  /** To be called when it answers on its port: its start is over then, whether or not it prints so (`--dont-print-server`). */
  noteServed(): void;
  /** The newest lines of this run; after a break of the interpreter, with what that said of itself. */
  lastLines(count: number): string[];
  /** The pack whose import takes long. */
  importing(): string | null;
  /** What is unusual about this run, one sentence; null while nothing is. */
  notice(): Message | null;
  /** To be called when the run has ended. */
  close(): Promise<void>;
  /** What the run ended with; empty before its end, and when nothing is known. */
  lastWords(): LastWords;
}

export interface RunOutputOptions {
  log: ComfyLog;
  watch: ImportWatch;
  packOf: PackOfLine;
  /** Called when there is something new to tell. */
  onNews: () => void;
  /** From when on an import takes long; 10 s when left out. */
  slowImportMs?: number | undefined;
}

const defaultSlowImportMs = 10_000;
/** What was printed before the present import began has arrived after this time, */
const settledMs = 500;
/** or once more has arrived than pipe and buffers hold. */
const underWayBytes = 512 * 1024;
/** After so much output the watch looks again at once which pack prints it. */
const checkAfterBytes = 256 * 1024;
const shownFatalLines = 20;

class Output implements RunOutput {
  readonly report = createStartupReport();
  readonly #noisy = createNoisyPacks();
  readonly #slow;
  /** The number of the last line that was there before this run. */
  readonly #lineBefore: number;
  #words: LastWords = { pack: null, fatal: [] };
  #unseenBytes = 0;
  /** How much was printed since the pack that is being imported is known. */
  #bytesOfPack = 0;
  /** Whether the start is over. */
  #isOver = false;
  #isNoiseNoted = false;

  readonly #options: RunOutputOptions;

  constructor(options: RunOutputOptions) {
    this.#options = options;
    const { log, watch, onNews, slowImportMs = defaultSlowImportMs } = options;
    this.#lineBefore = log.read({ limit: 1 }).next;
    this.#slow = createSlowImport({
      current: () => this.#current(),
      slowMs: slowImportMs,
      onSlow: (pack) => this.note(`The import of ${pack} takes long.`, pack),
      onChange: onNews,
    });
    watch.begin(() => {
      this.#bytesOfPack = 0;
      this.#slow.follow();
    });
  }

  add(printed: string, from: 'stdout' | 'stderr'): void {
    const line = plainLine(printed);
    const { report } = this;
    const phase = report.phase();
    const now = this.#current();
    report.add(line, from);
    this.#options.log.add({ text: line, stream: from, pack: this.#options.packOf(line, from) ?? this.#printing(now) });
    if (this.#isOver) return;
    this.#measure(now?.pack ?? null, printed.length + 1);
    if (report.phase() !== phase) this.#enterPhase();
  }

  note(text: string, pack: string | null = null): void {
    this.#options.log.add({ text, stream: 'app', pack });
  }

  noteServed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#noteLoudness();
    void this.#options.watch.end().then(() => this.#slow.follow());
  }

  lastLines(count: number): string[] {
    const fatal = this.#words.fatal.slice(0, Math.min(shownFatalLines, count));
    // The log also holds lines of the app, which are left out below; there are few of them.
    const { lines } = this.#options.log.read({ limit: count + shownFatalLines * 2 });
    const printed = lines.filter(({ number, stream }) => number > this.#lineBefore && stream !== 'app');
    const shown = printed.slice(Math.max(0, printed.length - (count - fatal.length)));
    return [...shown.map(({ text }) => text), ...fatal];
  }

  importing(): string | null {
    return this.#slow.pack();
  }

  notice(): Message | null {
    return this.#slow.notice() ?? this.#noisy.noisiest()?.notice ?? null;
  }

  async close(): Promise<void> {
    this.#slow.close();
    const { pack, fatal } = await this.#options.watch.close();
    this.#words = { pack: this.#isImporting() ? pack : null, fatal };
    this.#noteLoudness();
    for (const line of fatal) this.note(line);
  }

  lastWords(): LastWords {
    return this.#words;
  }

  #isImporting(): boolean {
    return !this.#isOver && this.report.phase() !== 'serving' && !this.report.hasImported();
  }

  #current(): Importing | null {
    return this.#isImporting() ? this.#options.watch.current() : null;
  }

  /** Who printed the line that comes now, as far as that can be known: what an earlier pack printed may still have been on its way. */
  #printing(now: Importing | null): string | null {
    if (now === null) return null;
    const isSettled = Date.now() - now.sinceMs >= settledMs || this.#bytesOfPack > underWayBytes;
    return isSettled ? now.pack : null;
  }

  #measure(pack: string | null, bytes: number): void {
    this.#bytesOfPack += bytes;
    this.#unseenBytes += bytes;
    if (this.#unseenBytes > checkAfterBytes) {
      this.#unseenBytes = 0;
      this.#options.watch.checkNow();
    }
    if (this.#noisy.add(pack, bytes)) this.#options.onNews();
  }

  #enterPhase(): void {
    if (this.report.phase() === 'serving') this.noteServed();
    this.#options.onNews();
  }

  #noteLoudness(): void {
    const noisiest = this.#noisy.noisiest();
    if (noisiest === null || this.#isNoiseNoted) return;
    this.#isNoiseNoted = true;
    this.note(formatMessage(noisiest.notice), noisiest.pack);
  }
}

/** Makes the output of a run that is about to begin, and begins to watch its imports. */
export function createRunOutput(options: RunOutputOptions): RunOutput {
  return new Output(options);
}
