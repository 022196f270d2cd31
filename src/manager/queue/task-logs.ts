import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { appendLine, readTextIfPresent, writePlain } from '../../base/files';
import { redactSecrets } from '../../base/log';
import { createSerial } from '../../base/serial';

const flushMs = 50;
const maxLinesInMemory = 20_000;

/** The log of one running task. */
export interface TaskLog {
  line(text: string): void;
  /** Writes what is left. */
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

/** Makes the logs. `announce` gets lines in small groups while a task runs. */
export function createTaskLogs(folder: string, announce: (uiId: string, lines: string[]) => void): TaskLogs {
  const open = new Map<string, string[]>();
  return {
    open(uiId) {
      const file = join(folder, fileNameOf(uiId));
      const inOrder = createSerial();
      const lines: string[] = [];
      let waiting: string[] = [];
      let timer: NodeJS.Timeout | undefined;
      open.set(uiId, lines);
      const begun = inOrder(() => writePlain(file, ''));
      const flush = () => {
        timer = undefined;
        if (waiting.length === 0) return;
        const group = waiting;
        waiting = [];
        announce(uiId, group);
        void inOrder(() => appendLine(file, group.join('\n')));
      };
      return {
        line(text) {
          const clean = redactSecrets(text);
          lines.push(clean);
          if (lines.length > maxLinesInMemory) lines.shift();
          waiting.push(clean);
          timer ??= setTimeout(flush, flushMs);
        },
        async close() {
          clearTimeout(timer);
          flush();
          await begun;
          await inOrder(() => Promise.resolve());
          open.delete(uiId);
        },
      };
    },
    async read(uiId) {
      const running = open.get(uiId);
      if (running) return [...running];
      const text = await readTextIfPresent(join(folder, fileNameOf(uiId)));
      return text === null || text === '' ? [] : text.trimEnd().split('\n');
    },
  };
}
