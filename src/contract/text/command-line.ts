// The grammar of the setting `comfyui.arguments`, for the window that edits it and for the core that starts ComfyUI with it: blanks separate, quotes
// keep together, `\"` is a quote inside double quotes. Any other backslash is itself, because Windows paths are full of them.

/** One word of a command line and where it stands, in UTF-16 units. */
export interface CommandWord {
  text: string;
  start: number;
  end: number;
}

/** Bare pieces and quoted ones, with nothing between them. A `\"` never ends a quoted one. */
const word = /(?:[^\s"']+|"(?:\\"|[^"\\]|\\(?!"))*"|'[^']*')+/gu;
const piece = /"((?:\\"|[^"\\]|\\(?!"))*)"|'([^']*)'|[^"']+/gu;

function unquote(text: string): string {
  return text.replace(piece, (bare: string, double?: string, single?: string) =>
    double === undefined ? (single ?? bare) : double.replaceAll('\\"', '"'),
  );
}

/** The words of a line; what an open quote begins is left out (`findOpenQuote`). */
export function readWords(line: string): CommandWord[] {
  return [...line.matchAll(word)].map(({ 0: found, index }) => ({
    text: unquote(found),
    start: index,
    end: index + found.length,
  }));
}

/** The quote that is opened and never closed, as in `"D:\out\"`; null when there is none. */
export function findOpenQuote(line: string): string | null {
  return line.replace(word, '').trim()[0] ?? null;
}
