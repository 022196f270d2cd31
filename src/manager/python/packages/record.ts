/** One file of a distribution as its RECORD names it (PEP 376, PEP 427). */
export interface RecordedFile {
  /** Relative to site-packages with forward slashes; `../../../bin/x` for what lies outside, or an absolute path. */
  path: string;
  /** `sha256=<base64url without padding>`; null for what has none, as RECORD itself. */
  hash: string | null;
  size: number | null;
}

const row = /^(?:"((?:[^"]|"")*)"|([^,"]*)),([^,]*),(\d*)$/;

/** Reads a RECORD, CSV with three columns, row by row: that of torch names twenty thousand files. Rows of another form name nothing. Pure. */
export function* readRecord(text: string): Generator<RecordedFile> {
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const file = parseRow(line);
    if (file !== null) yield file;
  }
}

/** All of its rows. Pure. */
export const parseRecord = (text: string): RecordedFile[] => [...readRecord(text)];

/** A row without quotes, as nearly all of the thirty thousand of an environment are: two commas, and digits or nothing behind the last one. */
function splitRow(line: string): [string, string, string] | null {
  const first = line.indexOf(',');
  const second = line.indexOf(',', first + 1);
  const isPlain = first > 0 && second > 0 && !line.includes('"') && !line.includes(',', second + 1);
  return isPlain ? [line.slice(0, first), line.slice(first + 1, second), line.slice(second + 1)] : null;
}

/** A row of another form than `splitRow` takes. */
function readRow(line: string): [string, string, string] | null {
  const [whole, quoted, plain = '', hash = '', size = ''] = row.exec(line) ?? [];
  return whole === undefined ? null : [quoted?.replaceAll('""', '"') ?? plain, hash, size];
}

function parseRow(line: string): RecordedFile | null {
  const [name, hash, size] = splitRow(line) ?? readRow(line) ?? ['', '', ''];
  if (name === '' || !/^\d*$/.test(size)) return null;
  const path = name.includes('\\') ? name.replaceAll('\\', '/') : name;
  return { path, hash: hash === '' ? null : hash, size: size === '' ? null : Number(size) };
}

/** Whether Python makes the file by itself: it says nothing of whether a distribution is whole. */
export function isCompiled(path: string): boolean {
  return path.endsWith('.pyc') || (path.includes('__pycache__/') && /(?:^|\/)__pycache__\//.test(path));
}

/** Whether a file lies outside of site-packages: programs in `bin`, data of the environment. */
export function isOutside(path: string): boolean {
  return /^(?:\.\.\/|\/|[A-Za-z]:)/.test(path);
}
