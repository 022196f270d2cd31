import type { Logger } from '../../src/base/log';

/** All closers together; the person who asked to quit waits no longer. */
const totalDeadlineMs = 7_500;

export type Phase = 'running' | 'asking' | 'closing' | 'closed';

export interface Lifecycle {
  phase: () => Phase;
  /** Whether the end has begun. What fails from then on is no news: things are closed while somebody still uses them. */
  isEnding: () => boolean;
  /** Registers what must happen before the process ends; the newest closer goes first. Register it when the thing is born. */
  addCloser: (name: string, close: () => Promise<void> | void) => void;
  /** Registers a question for the person; quitting goes on when it answers true. */
  addVeto: (mayQuit: () => Promise<boolean>) => void;
  /** Quits; `ask` lets the vetoes speak. A request while one is under way joins it, and one that does not ask overrides a dialog. */
  requestQuit: (options: { ask: boolean }) => Promise<void>;
}

export interface LifecycleOptions {
  log: Logger;
  exit: (code: number) => void;
  deadlineMs?: number;
}

interface Closer {
  name: string;
  close: () => Promise<void> | void;
}

/** Quit is a protocol: ask (veto), then close everything in turn under one deadline, then exit. */
export function createLifecycle({ log, exit, deadlineMs = totalDeadlineMs }: LifecycleOptions): Lifecycle {
  const closers: Closer[] = [];
  const vetoes: (() => Promise<boolean>)[] = [];
  let phase: Phase = 'running';

  async function isAllowed(): Promise<boolean> {
    phase = 'asking';
    try {
      for (const mayQuit of vetoes) if (!(await mayQuit())) return false;
      return true;
    } catch (error) {
      log.error('Asking before quitting failed; quitting.', { error: String(error) });
      return true;
    }
  }

  async function closeAll(): Promise<void> {
    phase = 'closing';
    const endMs = Date.now() + deadlineMs;
    while (closers.length > 0) {
      const closer = closers.pop();
      if (closer) await closeWithin(closer, endMs - Date.now(), log);
    }
    phase = 'closed';
    exit(0);
  }

  /** A signal may end the app while the dialog is still open. */
  const isEnding = () => phase === 'closing' || phase === 'closed';

  return {
    phase: () => phase,
    isEnding,
    addCloser: (name, close) => closers.push({ name, close }),
    addVeto: (mayQuit) => vetoes.push(mayQuit),
    async requestQuit({ ask }) {
      if (isEnding() || (ask && phase === 'asking')) return;
      const isVetoed = ask && !(await isAllowed());
      if (isEnding()) return;
      if (isVetoed) phase = 'running';
      else await closeAll();
    },
  };
}

async function closeWithin({ name, close }: Closer, remainingMs: number, log: Logger): Promise<void> {
  const startMs = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((done) => {
    timer = setTimeout(() => done('late'), Math.max(0, remainingMs));
  });
  try {
    const ended = await Promise.race([Promise.resolve(close()).then(() => 'closed' as const), late]);
    const message = ended === 'late' ? `Closing ${name} took too long and was left behind.` : `Closed ${name}.`;
    log[ended === 'late' ? 'warn' : 'debug'](message, { tookMs: Date.now() - startMs });
  } catch (error) {
    log.error(`Closing ${name} failed.`, { error: String(error) });
  } finally {
    clearTimeout(timer);
  }
}
