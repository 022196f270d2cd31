import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { appendLine, writePrivate } from '../../base/files/files';
import { readOwnText } from '../../base/files/own-file';
import { redactSecrets } from '../../base/log';
import { createSerial } from '../../base/async/serial';
import { createLogLines, newestOf, type LogLines } from './log-lines';

const flushMs = 50;
/** Of what a program said within one flush, so many lines reach the window. */
const maxAnnounced = 1000;

/** The log of one running task. */
export interface TaskLog {
  line(text: string): void;
  /** Writes what is left. Never fails: a log that cannot be written must end neither the task nor the worker. */
  close(): Promise<void>;
}

/** The logs of all tasks: one file each, named by a hash because ids are the callers' words. */
export interface TaskLogs {
  open(uiId: string): TaskLog;
  read(uiId: string): Promise<string[]>;
}

function fileNameOf(uiId: string): string {
  return `${createHash('sha256').update(uiId).digest('hex').slice(0, 24)}.log`;
}

/** Appends to the file of a log in order. What cannot be written (a full disk) is lost, and only that. */
function createLogFile(file: string): { write(lines: readonly string[]): Promise<void> } {
  const inOrder = createSerial();
  const attempt = (work: () => Promise<void>) => inOrder(work).catch(() => undefined);
  void attempt(() => writePrivate(file, ''));
  return {
    write: (lines) => attempt(async () => (lines.length === 0 ? undefined : appendLine(file, lines.join('\n')))),
  };
}

/** One log under way: lines go to the file and to the window in small groups. */
function createTaskLog(file: string, lines: LogLines, announce: (lines: string[]) => void): TaskLog {
  const logFile = createLogFile(file);
  let toWrite: string[] = [];
  let toAnnounce: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    const [written, announced] = [toWrite, toAnnounce];
    [toWrite, toAnnounce] = [[], []];
    if (announced.length > 0) announce(newestOf(announced, maxAnnounced));
    void logFile.write(written);
  };
  return {
    line(text) {
      const added = lines.add(redactSecrets(text));
      if (added.isHead) toWrite.push(added.text);
      toAnnounce.push(added.text);
      timer ??= setTimeout(flush, flushMs);
    },
    async close() {
      clearTimeout(timer);
      flush();
      await logFile.write(lines.tail());
    },
  };
}

/** Makes the logs. `announce` gets lines in small groups while a task runs. */
export function createTaskLogs(folder: string, announce: (uiId: string, lines: string[]) => void): TaskLogs {
  const open = new Map<string, LogLines>();
  return {
    open(uiId) {
      const lines = createLogLines();
      open.set(uiId, lines);
      const log = createTaskLog(join(folder, fileNameOf(uiId)), lines, (group) => announce(uiId, group));
      return {
        line: log.line,
        async close() {
          await log.close();
          open.delete(uiId);
        },
      };
    },
    async read(uiId) {
      const running = open.get(uiId);
      if (running) return running.all();
      const text = await readOwnText(join(folder, fileNameOf(uiId)));
      return text === null || text === '' ? [] : text.trimEnd().split('\n');
    },
  };
}
