import { serialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../contract/errors';
import { TooDearError, type Reading } from './reading';

/** What the thread is asked for: the same reading of several inputs, one after the other. */
export interface Request {
  name: string;
  inputs: readonly unknown[];
}

/** An error on its way out of the thread: a class is lost by a clone, and so are the words of ours. */
export type SentError =
  | { kind: 'dear' }
  | { kind: 'own'; code: AppError['code']; words: AppError['words']; details: AppError['details'] }
  | { kind: 'other'; name: string; message: string };

/** One answer, serialised; `null` ends the request, which may be before its last input. */
export type Answer = { value: unknown } | { error: SentError };

/** Says that the program is loaded: until then no input is too dear. */
export const ready = 'ready';

/** What comes out is copied into the process that everybody waits for. */
const maxAnswerBytes = 8 * 1024 * 1024;
/** So long it goes on before others have their turn. */
const turnMs = 100;

function toSent(thrown: unknown): SentError {
  if (thrown instanceof AppError) {
    const { code, words, details } = thrown;
    return { kind: 'own', code, words, details };
  }
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { kind: 'other', name, message };
}

async function answer(reading: Reading<unknown, unknown>, input: unknown): Promise<Uint8Array> {
  try {
    const bytes = serialize({ value: await reading.read(input) } satisfies Answer);
    if (bytes.length > maxAnswerBytes) throw new TooDearError();
    return bytes;
  } catch (thrown) {
    const error: SentError = thrown instanceof TooDearError ? { kind: 'dear' } : toSent(thrown);
    return serialize({ error } satisfies Answer);
  }
}

/** Answers the requests of `read-beside.ts`, one at a time: the whole work of the thread. */
export function serveReadings(readings: readonly Reading<never, unknown>[]): void {
  const byName = new Map(readings.map((reading) => [reading.name, reading as Reading<unknown, unknown>]));
  const serve = async ({ name, inputs }: Request): Promise<void> => {
    const reading = byName.get(name);
    if (reading === undefined) throw new Error(`The thread has no reading "${name}".`);
    const begunMs = performance.now();
    for (const input of inputs) {
      parentPort?.postMessage(await answer(reading, input));
      if (performance.now() - begunMs > turnMs) break;
    }
    parentPort?.postMessage(null);
  };
  parentPort?.on('message', (request: Request) => void serve(request));
  parentPort?.postMessage(ready);
}
