import type { ErrorBody } from '../src/contract/error-body';
import { AppError, fromErrorBody, type Reply, toAppError } from '../src/contract/errors';
import type { AppEvent } from '../src/contract/events';
import type { Bridge } from '../src/contract/bridge';
import type { OperationArgument, OperationName, OperationOutput } from '../src/contract/operations';
import { tablePath, windowOrigin } from '../src/contract/window-address';

declare global {
  interface Window {
    /** Exposed by the preload; absent when the page is opened outside of the app. */
    readonly bridge?: Bridge;
  }
}

const decoder = new TextDecoder();

function findBridge(): Bridge {
  if (window.bridge) return window.bridge;
  throw new AppError('internal', 'This page runs outside of ComfyUI Manager Desktop, so nothing answers it.', {
    remedy: 'Open the application instead of its page.',
  });
}

/** The folder that the window is about; null until that is known. */
let about: string | null = null;

const others = new Set<() => void>();

/**
 * From now on what is changed is meant for this folder, and refused when another one is shown by then. What was known of the folder before it is
 * forgotten at once.
 */
export function speakAbout(folder: string | null): void {
  const former = about;
  about = folder;
  if (former === null || former === folder) return;
  for (const forget of others) forget();
}

/** Hears when the window is about another installation, or about none: what was known of the former one is of no use any more. */
export function onAnother(forget: () => void): void {
  others.add(forget);
}

/**
 * Calls one operation of the core. Resolves to its value, rejects with the AppError the core answered: `cancelled` for one that could be ended when
 * its signal was aborted.
 */
export type Call = <N extends OperationName>(
  name: N,
  input: OperationArgument<N>,
  signal?: AbortSignal,
) => Promise<OperationOutput<N>>;

interface SentCall {
  name: OperationName;
  input: unknown;
  folder: string | null;
  signal: AbortSignal | undefined;
}

async function send({ name, input, folder, signal }: SentCall): Promise<Reply> {
  const bridge = findBridge();
  const id = signal && crypto.randomUUID();
  const cancel = (): void => {
    if (id !== undefined) bridge.cancel(id);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const answer = bridge.call(name, input, { about: folder, ...(id && { id }) });
    if (signal?.aborted) cancel();
    return (await answer) as Reply;
  } catch (thrown) {
    // The channel itself failed; its readers know only errors of this kind.
    throw toAppError(thrown);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function callAbout(folder: string | null): Call {
  return async <N extends OperationName>(name: N, input: OperationArgument<N>, signal?: AbortSignal) => {
    const reply = await send({ name, input, folder, signal });
    // The other end is our own dispatch, which answers this very type.
    if (reply.ok) return JSON.parse(decoder.decode(reply.json)) as OperationOutput<N>;
    throw fromErrorBody(reply.error satisfies ErrorBody);
  };
}

/** Calls one operation for the installation that is shown now. */
export const call: Call = (name, input, signal) => callAbout(about)(name, input, signal);

/** Work that was begun while one installation was shown, and that takes more than one step or waits for a person. */
export interface Session {
  /** Each step is meant for that installation, and refused with `not-shown` once another one is shown. */
  call: Call;
  /** Whether it is still shown; the result of the work is no news about another one. */
  isShown: () => boolean;
}

/** Begins a session for the installation that is shown now. */
export function beginSession(): Session {
  const folder = about;
  return { call: callAbout(folder), isShown: () => folder === about };
}

/** Where a file that was dropped or chosen lies; empty for one that is not on disk. To another machine it is sent when it is used. */
export function pathOf(file: File): string {
  return findBridge().pathOf(file);
}

/** What an earlier run of the app prepared for the first rows (a `StartupView` in JSON), before there is a core; null where there is none. */
export async function readStartupView(): Promise<string | null> {
  return (await window.bridge?.startupView()) ?? null;
}

/** The table of the catalogue as it was prepared last; null where there is none. By an address: through IPC it would be copied three times. */
export async function readTableFile(): Promise<string | null> {
  try {
    const answer = await fetch(`${windowOrigin}${tablePath}`, { cache: 'no-store' });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

/** Tells the app that the window shows all that was prepared for it. */
export function reportStarted(): void {
  window.bridge?.started();
}

/** Listens to every event of the core; returns the function that stops it. Outside of the application there are no events. */
export function onEvent(listener: (event: AppEvent) => void): () => void {
  return window.bridge?.on(listener) ?? (() => undefined);
}
