import type { ErrorBody } from './error-body';
import {
  type ErrorWords,
  msg,
  joinMessages,
  type Message,
  type Sentence,
  formatMessage,
  wordsOf,
} from './text/message';

/**
 * The whole failure surface: every code the app can answer with, and its HTTP status.
 * A code is the noun of the failure; the message says what and why, the remedy what to do.
 */
export const errorStatus = {
  'archive-invalid': 422,
  'archive-too-large': 422,
  'archive-unsafe': 422,
  'body-too-large': 413,
  'bisect-impossible': 409,
  'bisect-over': 409,
  'bisect-running': 409,
  cancelled: 409,
  'catalogue-unavailable': 503,
  'channel-invalid': 400,
  'comfyui-not-git': 400,
  'comfyui-not-ours': 409,
  'comfyui-start-failed': 500,
  'comfyui-unreachable': 502,
  'command-failed': 500,
  'config-unreadable': 409,
  'content-type-refused': 415,
  'demo-failed': 500,
  'data-newer': 409,
  'disk-full': 507,
  'download-failed': 502,
  'download-stalled': 504,
  'duplicate-task': 400,
  'environment-missing': 409,
  'environment-refused': 409,
  'file-held': 409,
  'folder-unreadable': 409,
  'git-failed': 502,
  'git-missing': 409,
  'headers-too-large': 431,
  'history-not-found': 400,
  'history-unreadable': 400,
  'import-failure-not-found': 400,
  'install-script-failed': 500,
  'installation-busy': 409,
  'installation-in-use': 409,
  'installation-missing': 409,
  internal: 500,
  'invalid-input': 400,
  'lean-impossible': 409,
  'local-changes': 409,
  'method-not-allowed': 405,
  'model-exists': 409,
  'model-invalid': 422,
  'model-not-found': 404,
  'network-failed': 502,
  'not-found': 404,
  'not-remote': 409,
  'not-served': 409,
  'not-shown': 409,
  'not-trusted': 403,
  'not-writable': 409,
  'origin-refused': 403,
  'outcome-unknown': 502,
  'pack-exists': 409,
  'pack-held': 409,
  'pack-not-found': 404,
  'pack-not-installed': 409,
  'pack-protected': 403,
  'packages-protected': 409,
  'path-outside-root': 400,
  'plan-changed': 409,
  'policy-denied': 403,
  'port-unavailable': 409,
  'preference-refused': 409,
  'queue-busy': 401,
  'remote-unfit': 502,
  'remote-unreachable': 502,
  'request-timeout': 408,
  'requirements-conflict': 409,
  'requirements-failed': 500,
  'restore-incomplete': 500,
  'setup-missing': 409,
  'setup-refused': 409,
  'setup-running': 409,
  'snapshot-exists': 409,
  'snapshot-failed': 400,
  'snapshot-not-found': 400,
  'ssh-failed': 502,
  'task-not-found': 404,
  'token-required': 401,
  'too-many-connections': 503,
  'transfer-invalid': 400,
  'trash-failed': 500,
  'trash-refused': 409,
  'undo-impossible': 409,
  'update-failed': 502,
  'update-refused': 409,
  'updates-unavailable': 400,
  'verification-failed': 500,
  'variable-not-found': 404,
  'variable-refused': 409,
  'version-not-found': 404,
  'workflow-unreadable': 422,
} as const;

export type ErrorCode = keyof typeof errorStatus;

export interface AppErrorOptions {
  /** What the reader can do about it, one sentence. */
  remedy?: string | Message | undefined;
  /** Why it failed in a few words, beside which a list names the subject: "no compiler found · install.py ended with 3". Left out where the message says no more. */
  shortCause?: Sentence | undefined;
  /** Data that belongs to the failure; travels to the client beside the message. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** An expected kind of failure: a code from the closed list, a sentence for people, and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly details: Record<string, unknown>;
  readonly words: ErrorWords;

  /** @param message What failed and why: say`...`, or the text of somebody else. */
  constructor(code: ErrorCode, message: string | Message, options: AppErrorOptions = {}) {
    super(formatMessage(message), { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.remedy = options.remedy === undefined ? undefined : formatMessage(options.remedy);
    this.details = options.details ?? {};
    this.words = { message, remedy: options.remedy, shortCause: options.shortCause };
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** What a system says of a disk that was taken away or has failed, and of a share that does not answer. */
const lostDisk: ReadonlySet<unknown> = new Set(['EIO', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN']);

/** Turns anything thrown into an AppError; what is not one already is a bug and becomes `internal` with its own message kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const { code, path } = Object(thrown) as { code?: unknown; path?: unknown };
  if (lostDisk.has(code) && typeof path === 'string')
    return new AppError(
      'folder-unreadable',
      msg`The disk of ${path} does not answer (${String(code)}), so this was not done.`,
      {
        remedy: msg`Connect the disk again, and try again. What was done before is kept.`,
        cause: thrown,
      },
    );
  return new AppError('internal', msg`Something failed that should not have: ${message}`, {
    remedy: msg`Copy the details and report it. The queue continues.`,
    cause: thrown,
  });
}

/** The error of what was ended because nobody waits for it any more. */
export function cancelled(): AppError {
  return new AppError('cancelled', msg`Cancelled.`);
}

/** What failed, and what to do about it. */
export function sentenceOf({ message, remedy }: AppError): string {
  return remedy ? `${message} ${remedy}` : message;
}

/** The same in parts, to stand in another sentence. */
export function messageOfError({ words }: AppError): Message {
  return joinMessages([words.message, words.remedy ?? '']);
}

/** The wire form of an error: `{ error, message, code, remedy?, ...details }`. */
export function toErrorBody(thrown: unknown): ErrorBody {
  const error = toAppError(thrown);
  return {
    ...error.details,
    error: error.message,
    message: sentenceOf(error),
    code: error.code,
    ...(error.remedy ? { remedy: error.remedy } : {}),
  };
}

/** The same with its sentences in parts, for readers that speak other languages: the window, and what is kept of tasks. */
export function toWordedBody(thrown: unknown): ErrorBody {
  const error = toAppError(thrown);
  return { ...toErrorBody(error), words: error.words };
}

/** The AppError a body stands for; used where an error came over IPC or HTTP. */
export function fromErrorBody(body: ErrorBody): AppError {
  const { error, code, remedy, words: _words, message: _message, ...details } = body;
  const words = wordsOf(body);
  const known = code in errorStatus ? (code as ErrorCode) : 'internal';
  return new AppError(known, words?.message ?? error, {
    remedy: words?.remedy ?? remedy,
    shortCause: words?.shortCause,
    details,
  });
}

/**
 * What a call over IPC answers. The value crosses as JSON in UTF-8: sent as objects, a catalogue of 5,900 packs held the main process
 * for 45 ms. An error never crosses as a rejected promise, because Electron keeps only its message.
 */
export type Reply = { ok: true; json: Uint8Array } | { ok: false; error: ErrorBody };
