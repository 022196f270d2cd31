/** A Python traceback as it was printed. */
export interface Traceback {
  /** Every line of it, chained causes included. */
  text: string;
  /** `ModuleNotFoundError: No module named 'x'`; null when it could not be told apart. */
  exception: string | null;
}

/** Collects the tracebacks of one output, whole and in bounded memory. */
export interface TracebackReader {
  /** `startsRecord`: the line begins a new entry of a log, so it cannot belong to the text before it. */
  add(line: string, startsRecord: boolean): void;
  /**
   * The traceback that ComfyUI printed for the module at `path`, right before it said that it could not be imported because of
   * `error`. Null when none fits. Everything read so far is forgotten: later verdicts are about later tracebacks.
   */
  claim(path: string, error: string): Traceback | null;
}

interface Block {
  lines: string[];
  exception: string | null;
  /** Lines after the exception line: its further lines, or whatever was printed next. */
  linesAfter: number;
  /** The last line says that another traceback follows which belongs to this one. */
  isChained: boolean;
}

const header = /^\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):/;
const exceptionLine = /^[A-Za-z_][\w.<>]*(?:: |:?$)/;
const chainLines = new Set([
  'During handling of the above exception, another exception occurred:',
  'The above exception was the direct cause of the following exception:',
]);
/** Above this a traceback loses lines from its middle; where it starts and how it ends say most. */
const maxLines = 600;
const headLines = 200;
const maxLinesAfter = 200;
/** Packs print tracebacks of their own and go on; of those only the newest can matter. */
const maxBlocks = 8;

function appendLine(block: Block, line: string): void {
  block.lines.push(line);
  if (block.lines.length > maxLines) block.lines.splice(headLines, 1);
  if (block.exception !== null) block.linesAfter += 1;
  else if (exceptionLine.test(line)) block.exception = line;
  if (line.trim() !== '') block.isChained = chainLines.has(line.trim());
}

/** Whether the text names the path itself or something below it, and not merely a longer name that begins alike. */
function namesPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    if (/^(?:[/\\"'\n]|$)/.test(text.slice(at + path.length, at + path.length + 1))) return true;
  }
  return false;
}

/** A traceback shows the exception as `Type: text`, sometimes with a hint behind the text; a syntax error without its place. */
function endsWith(block: Block, error: string): boolean {
  if (block.exception === null) return false;
  const [firstLine = ''] = error.split('\n');
  const text = firstLine.replace(/ \([^()]*, line \d+\)$/, '');
  const shown = block.exception.replace(/^[\w.<>]+:? ?/, '');
  return text === '' ? shown === '' : shown.startsWith(text);
}

function chooseBlock(blocks: readonly Block[], path: string, error: string): Block | undefined {
  const newestFirst = blocks.toReversed();
  const own = newestFirst.filter((block) => namesPath(block.lines.join('\n'), path));
  const [newest] = newestFirst;
  const fitting = own.find((block) => endsWith(block, error)) ?? own[0];
  return fitting ?? (newest !== undefined && endsWith(newest, error) ? newest : undefined);
}

/** Makes a reader for one output: lines of another one must not get in between. */
export function createTracebackReader(): TracebackReader {
  let blocks: Block[] = [];
  let open: Block | null = null;

  function start(line: string): void {
    open = { lines: [line], exception: null, linesAfter: 0, isChained: false };
    blocks.push(open);
    if (blocks.length > maxBlocks) blocks.shift();
  }

  return {
    add(line, startsRecord) {
      if (header.test(line)) {
        const inside = open !== null && !startsRecord && (open.isChained || /^\s/.test(line));
        if (!inside || open === null) {
          start(line);
          return;
        }
        appendLine(open, line);
        open.exception = null;
        open.linesAfter = 0;
        return;
      }
      if (open === null) return;
      if (startsRecord || open.linesAfter >= maxLinesAfter) open = null;
      else appendLine(open, line);
    },
    claim(path, error) {
      const block = chooseBlock(blocks, path, error);
      blocks = [];
      open = null;
      return block === undefined ? null : { text: block.lines.join('\n').trimEnd(), exception: block.exception };
    },
  };
}
