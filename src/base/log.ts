import pino from 'pino';
import { openToAppend, rotateFile } from './files/files';

type LogData = Record<string, unknown>;

/** What the rooms may say; where it goes is decided by whoever made the logger. */
export interface Logger {
  debug(message: string, data?: LogData): void;
  info(message: string, data?: LogData): void;
  warn(message: string, data?: LogData): void;
  error(message: string, data?: LogData): void;
}

/** A logger with something behind it that is to be closed, by whoever opened it. */
export interface ClosableLogger extends Logger {
  close(): void;
}

const maxLogBytes = 5 * 1024 * 1024;
const maxLogFiles = 3;
// No scheme is that long; without a limit, a line such as `a.a.a.…` costs seconds (each start of a word looks through the whole rest).
const credentialsInUrl = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]+@/gi;
const secretAssignment =
  /\b(token|authorization|password|api[-_]?key|secret)(["']?\s*[:=]\s*["']?)(bearer\s+)?[^\s"',;&]+/gi;

/** Shorter ones are words that any text has. */
const shortestSecret = 6;
/** Each time a secret is in use it stands here once more. */
const knownSecrets: string[] = [];

/**
 * Has these very texts blanked wherever `redactSecrets` looks, until the answer is called: which values are secret is a fact of this process, and a line of
 * a program may hold one without a name in front of it.
 */
export function keepSecretsOutOfLogs(secrets: readonly string[]): () => void {
  const own = secrets.filter(({ length }) => length >= shortestSecret);
  knownSecrets.push(...own);
  return () => {
    for (const secret of own.splice(0)) knownSecrets.splice(knownSecrets.indexOf(secret), 1);
  };
}

function withoutKnown(text: string): string {
  return knownSecrets.reduce(
    (masked, secret) => (masked.includes(secret) ? masked.replaceAll(secret, '***') : masked),
    text,
  );
}

/** Blanks credentials in a text: user info in addresses, values of token-like names, and values that are known as secret. */
export function redactSecrets(text: string): string {
  return redactByForm(knownSecrets.length === 0 ? text : withoutKnown(text));
}

function redactByForm(text: string): string {
  // Most texts hold neither, and looking for one sign costs next to nothing.
  const named = text.includes('://') ? text.replace(credentialsInUrl, '$1***@') : text;
  return named.includes('=') || named.includes(':') ? named.replace(secretAssignment, '$1$2***') : named;
}

function redactData(data: LogData | undefined): LogData {
  if (!data) return {};
  const text = redactSecrets(
    JSON.stringify(data, (_key, value: unknown) => (value instanceof Error ? value.stack : value)),
  );
  return JSON.parse(text) as LogData;
}

/** A logger that appends JSON lines to `logFile`, with secrets blanked and old files rotated. What is logged after its end is nobody's to read, and no error. */
export function createFileLogger(logFile: string): ClosableLogger {
  // Done at start only, so that one run stays in one file.
  rotateFile(logFile, { maxBytes: maxLogBytes, keep: maxLogFiles });
  // At once: who ends before a file that is still being opened is there fails with it. A place that takes no file costs the log, and nothing else.
  const file = openToAppend(logFile);
  if (file === null) return { ...silentLogger, close: () => undefined };
  const destination = pino.destination({ dest: file, sync: false });
  // A disk that takes nothing costs what is logged meanwhile, and nothing else.
  destination.on('error', () => undefined);
  const sink = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  let isClosed = false;
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, data?: LogData) => {
    // What is still under way while the app ends may fail, and says so: the destination would throw.
    if (isClosed) return;
    sink[level](redactData(data), redactSecrets(message));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    close: () => {
      isClosed = true;
      destination.end();
    },
  };
}

/** How a log is written for whoever reads it as it comes: a line for a person, or a document for a program. */
export type LogForm = 'text' | 'json';

/** One line of a log. */
export interface LogLine {
  level: 'info' | 'warn' | 'error';
  msg: string;
  facts?: LogData;
}

/** A line of now, as it is: nothing in it is blanked. */
export function formatLogLine(form: LogForm, { level, msg, facts }: LogLine): string {
  const time = new Date().toISOString();
  if (form === 'json') return `${JSON.stringify({ ...facts, level, time, msg })}\n`;
  return `${time} ${level}: ${msg}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}\n`;
}

/** A logger that writes each line to `write` as it comes, with secrets blanked. What helps only whoever looks for a fault is left out, as in the file. */
export function createLineLogger(write: (line: string) => void, form: LogForm): Logger {
  const writeAs = (level: LogLine['level']) => (message: string, data?: LogData) =>
    write(formatLogLine(form, { level, msg: redactSecrets(message), ...(data && { facts: redactData(data) }) }));
  return { debug: () => undefined, info: writeAs('info'), warn: writeAs('warn'), error: writeAs('error') };
}

/** A logger that says nothing; for tests and for callers that do not care. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
