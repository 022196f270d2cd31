/** Fewer than ten messages a second, the last ones of a task included (docs/reference/web-ui.md 8). */
const feedEveryMs = 125;
const maxWaitingLines = 500;
const maxLineLength = 2000;

export interface LogFeedOptions {
  /** Whether lines can be told right now; asked again a little later when not. */
  isReady: () => boolean;
  /** Gets the frame that tells lines. */
  send: (frame: string) => void;
}

/** The log lines of one running task on their way to web UIs. */
export interface LogFeed {
  add(lines: readonly string[]): void;
  /** Tells what is left, at once; nothing is told after it. */
  end(): void;
}

/** Makes the feed of one task: lines are told in groups, the newest ones where there are too many. */
export function createLogFeed({ isReady, send }: LogFeedOptions): LogFeed {
  let lines: string[] = [];
  let omitted = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (lines.length === 0) return;
    const shown = omitted > 0 ? [`… ${omitted} lines were left out …`, ...lines] : lines;
    [lines, omitted] = [[], 0];
    send(composeLogs(shown));
  };
  const flushWhenReady = () => {
    timer = undefined;
    if (isReady()) flush();
    else schedule();
  };
  const schedule = () => {
    timer ??= setTimeout(flushWhenReady, feedEveryMs);
  };
  return {
    add(added) {
      lines.push(...added.map(collapseLine).filter((line) => line.trim() !== ''));
      const tooMany = Math.max(0, lines.length - maxWaitingLines);
      omitted += tooMany;
      lines = lines.slice(tooMany);
      if (lines.length > 0) schedule();
    },
    end() {
      clearTimeout(timer);
      flush();
    },
  };
}

/** What a terminal would show of a line in the end: of a progress bar that overwrites itself, its last state. */
function collapseLine(line: string): string {
  const last =
    line
      .replace(/[\r\n]+$/, '')
      .split('\r')
      .at(-1) ?? '';
  return last.length > maxLineLength ? `${last.slice(0, maxLineLength)} …` : last;
}

/** One entry per line, each with its line end: the terminal of the web UI joins entries, its task view shows each by itself. */
function composeLogs(lines: readonly string[]): string {
  const t = new Date().toISOString();
  return JSON.stringify({ type: 'logs', data: { entries: lines.map((line) => ({ t, m: `${line}\n` })), size: null } });
}
