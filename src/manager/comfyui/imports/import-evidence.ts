import type { ImportFailure } from '../../../contract/comfyui/imports';

/** What a rule reads: an import failure taken apart. */
export interface Evidence {
  /** Last part of the exception's class (`ModuleNotFoundError`); empty when the output did not tell. */
  type: string;
  /** The exception's own words, in one line or more; never its class. */
  message: string;
  /** Everything ComfyUI printed about it. */
  text: string;
  /** The pack itself, below `custom_nodes`. */
  name: string;
  path: string;
  /** Where it happened: the innermost place of the traceback. */
  place: Place | null;
  /** Installed modules whose code was running then, the innermost first, up to the pack's own code. */
  libraries: readonly string[];
  /** The innermost of them; null when it was the pack's own code, or nobody can tell. */
  library: string | null;
}

interface Place {
  /** Name of the file, without its folder. */
  file: string;
  line: number;
  /** The line of code itself; empty when it was not printed. */
  code: string;
}

/** A pack can raise megabytes. What a rule looks for stands at the beginning, and rules must never hold up the app. */
const maxMessage = 2000;
const maxText = 20_000;
const maxCode = 500;

const exceptionLine = /^([A-Za-z_][\w.]*)(?:: ([\s\S]*)|:?$)/;
const frame = /^\s*(?:\| )?File "(.+)", line (\d+)/;
/** How classes of exceptions end; any other word before a colon is a part of the text. */
const className = /(?:Error|Exception|Warning|Exit|Interrupt|Group|Failure|Found|Expired|Conflict|Timeout)$/;

function readException(firstLine: string): Pick<Evidence, 'type' | 'message'> {
  const [, full = '', message = ''] = exceptionLine.exec(firstLine) ?? [];
  const type = full.split('.').at(-1) ?? '';
  return className.test(type) ? { type, message } : { type: '', message: firstLine };
}

/** Lines of the traceback behind its exception line: an exception's words may have several. */
function furtherLines(traceback: string, firstLine: string): string {
  const lines = traceback.split('\n');
  const at = lines.lastIndexOf(firstLine);
  return at === -1 ? '' : lines.slice(at + 1).join('\n');
}

interface Frame extends Place {
  path: string;
}

function readFrames(traceback: string): Frame[] {
  const lines = traceback.split('\n');
  return lines.flatMap((text, index) => {
    const [, path, line = ''] = frame.exec(text) ?? [];
    // Python's own loader stands between a module and what it imports.
    if (path === undefined || path.startsWith('<')) return [];
    const next = lines[index + 1] ?? '';
    const code = frame.test(next) || !/^\s/.test(next) ? '' : next.trim().slice(0, maxCode);
    return [{ path, file: path.split(/[/\\]/).at(-1) ?? path, line: Number(line), code }];
  });
}

function librariesOf(frames: readonly Frame[], packPath: string): string[] {
  const found: string[] = [];
  for (const { path } of frames.toReversed()) {
    if (path.startsWith(packPath)) break;
    const installed = /[/\\](?:site|dist)-packages[/\\]([^/\\]+)/.exec(path)?.[1]?.replace(/\.py$/, '');
    if (installed !== undefined && installed !== found.at(-1)) found.push(installed);
  }
  return found;
}

/** The same without modules that only speak for who called them: numpy refuses a name, but somebody else asked for it. */
export function without(evidence: Evidence, ...speakers: string[]): Evidence {
  const libraries = evidence.libraries.filter((library) => !speakers.includes(library));
  return { ...evidence, libraries, library: libraries[0] ?? null };
}

/** Takes a failure apart. */
export function readEvidence({ name, path, msg, traceback }: ImportFailure): Evidence {
  const [firstLine = ''] = msg.split('\n');
  const { type, message } = readException(firstLine.trim());
  const words = `${message}\n${furtherLines(traceback, firstLine)}`.slice(0, maxMessage).trim();
  const frames = readFrames(traceback);
  const libraries = librariesOf(frames, path);
  return {
    ...{ type, text: msg.slice(0, maxText), name, path },
    // Python quotes names and paths in its messages, which doubles each backslash.
    message: words.replaceAll('\\\\', '\\'),
    place: frames.at(-1) ?? null,
    libraries,
    library: libraries[0] ?? null,
  };
}
