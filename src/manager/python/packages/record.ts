/** One file of a distribution as its RECORD names it (PEP 376, PEP 427). */
export interface RecordedFile {
  /** Relative to site-packages with forward slashes; `../../../bin/x` for what lies outside, or an absolute path. */
  path: string;
  /** `sha256=<base64url without padding>`; null for what has none, as RECORD itself. */
  hash: string | null;
  size: number | null;
}

const row = /^(?:"((?:[^"]|"")*)"|([^,"]*)),([^,]*),(\d*)$/;

/** Reads a RECORD: CSV with three columns. Rows of another form name nothing. Pure. */
export function parseRecord(text: string): RecordedFile[] {
  return text.split(/\r?\n/).flatMap((line): RecordedFile[] => {
    const [, quoted, plain = '', hash = '', size = ''] = row.exec(line) ?? [];
    const path = (quoted?.replaceAll('""', '"') ?? plain).replaceAll('\\', '/');
    if (path === '') return [];
    return [{ path, hash: hash === '' ? null : hash, size: size === '' ? null : Number(size) }];
  });
}

/** Whether Python makes the file by itself: it says nothing of whether a distribution is whole. */
export function isCompiled(path: string): boolean {
  return path.endsWith('.pyc') || /(?:^|\/)__pycache__\//.test(path);
}

/** Whether a file lies outside of site-packages: programs in `bin`, data of the environment. */
export function isOutside(path: string): boolean {
  return /^(?:\.\.\/|\/|[A-Za-z]:)/.test(path);
}
