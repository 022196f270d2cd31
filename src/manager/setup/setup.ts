import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { createSoon } from '../../base/async/soon';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { readJsonIfPresent, writeJson } from '../../base/files/files';
import { removeInside } from '../../base/files/move-files';
import type { GitOptions } from '../../base/git/command';
import { redactSecrets, type Logger } from '../../base/log';
import { AppError, sentenceOf, toAppError, toWordedBody } from '../../contract/errors';
import type { SetupCheck, SetupChoice, SetupOffer, SetupStepName, SetupView } from '../../contract/operations/setup';
import type { AppSettings } from '../../contract/settings';
import { msg, formatMessage } from '../../contract/text/message';
import { findMakingTools } from '../python/making/find-pythons';
import { checkSetup, offerSetup, planSetup } from './setup-plan';
import { applyReport, listSteps, withStep } from './setup-steps';
import {
  createStaging,
  placesIn,
  readRecord,
  removeStaging,
  renewStaging,
  writeRecord,
  type SetupRecord,
} from './staging';
import { stepWork } from './steps';
import { argumentsFor } from '../python/making/torch-builds';

/** ComfyUI from nothing (docs/rooms/environments.md). */
export interface Setup {
  offer(): Promise<SetupOffer>;
  check(choice: SetupChoice): Promise<SetupCheck>;
  view(): Promise<SetupView>;
  /** Throws `setup-running`, and what speaks against it. The work goes on behind the answer. */
  begin(choice: SetupChoice): Promise<SetupView>;
  /** Throws `setup-missing`. */
  resume(): Promise<SetupView>;
  cancel(): Promise<SetupView>;
  /** Resolves when nothing is under way any more; the view says how it ended. */
  whenEnded(): Promise<SetupView>;
  /** Ends what is under way without removing it: the next start of the app can go on. */
  close(): Promise<void>;
}

export interface SetupOptions {
  settings: AppSettings;
  gitOptions: GitOptions;
  /** Where the app keeps its own files. */
  profileDir: string;
  homeDir: string;
  /** Keeps the arguments that a new ComfyUI must be started with. */
  keepArguments: (folder: string, words: string) => void;
  announce: (view: SetupView) => void;
  /** Lines of the programs, for whoever watches on a terminal. */
  log: Logger;
  platform?: NodeJS.Platform;
  arch?: string;
}

const maxLines = 60;
const reportEveryMs = 200;
const noteName = 'setup.json';
const Note = z.object({ staging: z.string() });

const idle: SetupView = {
  ...{ phase: 'idle', choice: null, folder: null, staging: null, steps: [], failure: null, lines: [] },
};

interface Work {
  controller: AbortController;
  /** Never rejects. */
  ended: Promise<void>;
}

class ComfySetup implements Setup {
  #view: SetupView = idle;
  #work: Work | null = null;
  #isLoaded = false;
  #isBeginning = false;
  readonly #soon;
  readonly #options;

  constructor(options: SetupOptions) {
    this.#options = { platform: process.platform, arch: process.arch, ...options };
    this.#soon = createSoon(() => options.announce(this.#view), reportEveryMs);
  }

  offer(): Promise<SetupOffer> {
    return offerSetup(this.#options);
  }

  check(choice: SetupChoice): Promise<SetupCheck> {
    return checkSetup(choice, this.#options);
  }

  async view(): Promise<SetupView> {
    await this.#load();
    return this.#view;
  }

  async begin(choice: SetupChoice): Promise<SetupView> {
    await this.#load();
    this.#refuseBeside();
    this.#isBeginning = true;
    try {
      const { record, tools } = await planSetup(choice, this.#options);
      const staging = await createStaging(record.folder);
      await writeRecord(staging, record);
      await writeJson(this.#noteFile(), { staging: staging.dir });
      this.#show({
        ...idle,
        phase: 'running',
        choice,
        folder: record.folder,
        staging: staging.dir,
        steps: listSteps([]),
      });
      this.#start(record, staging.dir, tools);
    } finally {
      this.#isBeginning = false;
    }
    return this.#view;
  }

  async resume(): Promise<SetupView> {
    await this.#load();
    const { phase, staging } = this.#view;
    const isOpen = staging !== null && (phase === 'failed' || phase === 'stopped');
    const record = isOpen ? await readRecord(staging) : null;
    if (!isOpen || record === null) {
      throw new AppError('setup-missing', msg`There is no installation of ComfyUI to continue.`, {
        remedy: msg`Start a new one.`,
      });
    }
    const tools = await findMakingTools(this.#options.settings['python.tool']);
    // A git that a kill of the app has left running goes on in the folder that it knows, so it is given no such folder any more.
    const moved = phase === 'stopped' ? await renewStaging(staging) : staging;
    await writeJson(this.#noteFile(), { staging: moved });
    this.#show({ ...this.#view, phase: 'running', staging: moved, failure: null, steps: listSteps(record.done) });
    this.#start(record, moved, tools);
    return this.#view;
  }

  async cancel(): Promise<SetupView> {
    await this.#load();
    if (this.#work !== null) {
      this.#show({ ...this.#view, phase: 'cancelling' });
      this.#work.controller.abort(new AppError('cancelled', msg`Cancelled.`));
      await this.#work.ended;
    }
    const { staging } = this.#view;
    if (staging !== null) await removeStaging(staging);
    await this.#forget();
    this.#show(idle);
    return this.#view;
  }

  async whenEnded(): Promise<SetupView> {
    await this.#work?.ended;
    return this.#view;
  }

  async close(): Promise<void> {
    this.#work?.controller.abort(new AppError('cancelled', msg`Cancelled.`));
    await this.#work?.ended;
  }

  #noteFile(): string {
    return join(this.#options.profileDir, noteName);
  }

  async #forget(): Promise<void> {
    const file = this.#noteFile();
    await removeInside(dirname(file), basename(file));
  }

  /** What an earlier run of the app left in the middle. */
  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const note = Note.safeParse(await readJsonIfPresent(this.#noteFile()));
    const record = note.success ? await readRecord(note.data.staging) : null;
    if (!note.success || record === null || this.#view.phase !== 'idle') return;
    const { choice, folder, done } = record;
    this.#view = { ...idle, phase: 'stopped', choice, folder, staging: note.data.staging, steps: listSteps(done) };
  }

  #refuseBeside(): void {
    const { phase, folder } = this.#view;
    if (!this.#isBeginning && (phase === 'idle' || phase === 'done')) return;
    const isUnderWay = this.#isBeginning || phase === 'running' || phase === 'cancelling';
    throw new AppError(
      'setup-running',
      isUnderWay
        ? msg`A ComfyUI is already being installed.`
        : msg`The installation of ComfyUI in ${folder ?? ''} is not finished.`,
      {
        remedy: isUnderWay
          ? msg`Wait until it has ended, or cancel it.`
          : msg`Continue it, or remove what was prepared.`,
      },
    );
  }

  #show(view: SetupView): void {
    this.#view = view;
    this.#options.announce(view);
  }

  #change(part: Partial<SetupView>): void {
    this.#view = { ...this.#view, ...part };
    this.#soon.ask();
  }

  #start(record: SetupRecord, stagingDir: string, tools: Awaited<ReturnType<typeof findMakingTools>>): void {
    const controller = new AbortController();
    const { settings, gitOptions, platform } = this.#options;
    const context = { staging: placesIn(stagingDir), record, settings, gitOptions, tools, platform };
    this.#work = { controller, ended: this.#run(context, controller.signal) };
  }

  async #run(context: Parameters<(typeof stepWork)['clone']>[0], signal: AbortSignal): Promise<void> {
    const { staging, record } = context;
    try {
      for (const step of listSteps([])) {
        if (record.done.includes(step.name)) continue;
        await this.#runStep(step.name, context, signal);
        record.done.push(step.name);
        if (step.name !== 'place') await writeRecord(staging, record);
      }
      await this.#finish(record, staging.dir);
    } catch (thrown) {
      this.#fail(toAppError(thrown), signal);
    } finally {
      this.#work = null;
    }
  }

  async #runStep(
    name: SetupStepName,
    context: Parameters<(typeof stepWork)['clone']>[0],
    signal: AbortSignal,
  ): Promise<void> {
    const startMs = Date.now();
    const seconds = () => (Date.now() - startMs) / 1000;
    const change = (part: Parameters<typeof withStep>[2]) =>
      this.#change({ steps: withStep(this.#view.steps, name, (step) => ({ ...part(step), seconds: seconds() })) });
    const job: JobContext = {
      signal,
      report: (step) => change((before) => applyReport(before, step)),
      log: (line) => this.#change({ lines: [...this.#view.lines, redactSecrets(line)].slice(-maxLines) }),
      warn: (line) => this.#change({ lines: [...this.#view.lines, formatMessage(line)].slice(-maxLines) }),
    };
    stopIfCancelled(job);
    change((step) => ({ ...step, state: 'running' }));
    const tick = setInterval(() => change((step) => step), 1000);
    try {
      await stepWork[name](context, job);
      stopIfCancelled(job);
      change((step) => ({ ...step, state: 'done', message: '', fraction: null }));
      this.#options.log.info('A step of the installation of ComfyUI is over.', { name, seconds: seconds() });
    } catch (error) {
      change((step) => ({ ...step, state: signal.aborted ? 'waiting' : 'failed' }));
      throw error;
    } finally {
      clearInterval(tick);
    }
  }

  async #finish({ folder, torch }: SetupRecord, stagingDir: string): Promise<void> {
    const words = argumentsFor(torch);
    if (words !== '') this.#options.keepArguments(folder, words);
    await removeStaging(stagingDir);
    await this.#forget();
    this.#options.log.info('A ComfyUI was installed.', { folder });
    this.#show({ ...this.#view, phase: 'done', staging: null });
  }

  #fail(error: AppError, signal: AbortSignal): void {
    if (signal.aborted) {
      this.#show({ ...this.#view, phase: this.#view.phase === 'cancelling' ? 'cancelling' : 'stopped' });
      return;
    }
    this.#options.log.warn('An installation of ComfyUI failed.', { reason: sentenceOf(error), details: error.details });
    this.#show({ ...this.#view, phase: 'failed', failure: toWordedBody(error) });
  }
}

/** Makes what installs ComfyUI from nothing; one at a time. */
export function createSetup(options: SetupOptions): Setup {
  return new ComfySetup(options);
}
