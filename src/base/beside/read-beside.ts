import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../contract/errors';
import { createSerial } from '../async/serial';
import { TooDearError, type Reading } from './reading';
import { ready, type Answer, type Request, type SentError } from './serve-readings';

/**
 * One input may take so long; real files take milliseconds. Counted by a clock that stands still while this process does, so that nothing is taken for dear on a
 * machine that was asleep.
 */
const limits = { seconds: 5, tickMs: 1000, heapMebibytes: 512, idleMs: 10_000, startSeconds: 60, inputs: 64 };

/** What became of one input. */
export type Found<O> = { value: O } | { error: Error };

const turn = createSerial();
let running: { thread: Worker; isReady: boolean; idle: NodeJS.Timeout | undefined } | null = null;

/** The builds put the program of the thread beside the code, or one folder above it; from sources it is that of the tests. */
function placeOfProgram(here: string): string {
  const [ending = '.js'] = /\.\w+$/u.exec(here) ?? [];
  if (ending === '.ts') return '../testing/reader-thread.mjs';
  return `${here.includes('/chunks/') ? '..' : '.'}/reader-thread${ending}`;
}

function startThread(): Worker {
  const here = import.meta.url;
  const thread = new Worker(new URL(placeOfProgram(here), here), {
    name: 'reader',
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMebibytes },
  });
  // One that was ended may still fail, and nobody waits for it any more.
  return thread.on('error', () => undefined);
}

function take(): Worker {
  running ??= { thread: startThread(), isReady: false, idle: undefined };
  clearTimeout(running.idle);
  running.thread.ref();
  return running.thread;
}

function endThread(): void {
  clearTimeout(running?.idle);
  // It ends when it can: nobody waits for it.
  void running?.thread.terminate();
  running = null;
}

/** A thread that nobody needs takes memory, and one that is needed again in a moment takes time to start. */
function rest(): void {
  if (running === null) return;
  running.thread.unref();
  running.idle = setTimeout(endThread, limits.idleMs);
  running.idle.unref();
}

function toError(sent: SentError): Error {
  if (sent.kind === 'dear') return new TooDearError();
  if (sent.kind === 'own') return new AppError(sent.code, sent.words.message, { ...sent.words, details: sent.details });
  return Object.assign(new Error(sent.message), { name: sent.name });
}

function open<O>(bytes: Uint8Array): Found<O> {
  const answer = deserialize(bytes) as Answer;
  return 'value' in answer ? { value: answer.value as O } : { error: toError(answer.error) };
}

/** Asks for some inputs; answers the first of them, up to one that ended the thread. */
function ask<O>(request: Request, seconds: number): Promise<Found<O>[]> {
  const thread = take();
  const found: Found<O>[] = [];
  return new Promise((resolve) => {
    let ticks = 0;
    const fail = (error: Error & { code?: string }): void => {
      endThread();
      found.push({ error: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooDearError() : error });
      end();
    };
    const leave = (): void => fail(new TooDearError());
    const hear = (bytes: Uint8Array | typeof ready | null): void => {
      ticks = 0;
      if (bytes === ready) {
        if (running !== null) running.isReady = true;
      } else if (bytes !== null) found.push(open<O>(bytes));
      else {
        rest();
        end();
      }
    };
    const end = (): void => {
      clearInterval(clock);
      thread.off('message', hear).off('error', fail).off('exit', leave);
      resolve(found);
    };
    const clock = setInterval(() => {
      ticks += 1;
      if (ticks >= (running?.isReady === true ? seconds : limits.startSeconds)) leave();
    }, limits.tickMs);
    thread.on('message', hear).on('error', fail).on('exit', leave);
    thread.postMessage(request);
  });
}

/** The same reading of many inputs, in their order; between a few of them others have their turn. What fails of one says nothing of the others. */
export async function readManyBeside<I, O>(reading: Reading<I, O>, inputs: readonly I[]): Promise<Found<O>[]> {
  const { name, seconds = limits.seconds } = reading;
  const found: Found<O>[] = [];
  while (found.length < inputs.length) {
    const next = inputs.slice(found.length, found.length + limits.inputs);
    found.push(...(await turn(() => ask<O>({ name, inputs: next }, seconds))));
  }
  return found;
}

/**
 * Reads what a stranger made in a thread of its own, which has a limit of time and of memory, so that nothing else waits. Throws `TooDearError` where that ended it, and
 * what the reading throws.
 */
export async function readBeside<I, O>(reading: Reading<I, O>, input: I): Promise<O> {
  const [found] = await readManyBeside(reading, [input]);
  if (found === undefined) throw new TooDearError();
  if ('error' in found) throw found.error;
  return found.value;
}
