/**
 * `config.ini` as Python's configparser reads and writes it (docs/reference/on-disk.md 8), edited line by line: whatever is not changed keeps its bytes.
 */

/** One line of the file with what it means. `text` carries the line's own ending. */
interface IniLine {
  text: string;
  kind: 'blank' | 'comment' | 'section' | 'option' | 'continuation' | 'garbage';
  /** Section the line stands in; null above the first one. */
  section: string | null;
  /** Lower-cased name of an option. */
  key?: string;
  value?: string;
}

/** A parsed file. Immutable; `editIni` gives a new text. */
export interface IniDocument {
  lines: readonly IniLine[];
  /** What configparser would refuse, in words; null when the file is well formed. */
  problem: string | null;
}

const sectionForm = /^\[(.+)\]/;
const optionForm = /^(\s*)([^\s=:][^=:]*?)(\s*[=:][^\S\r\n]*)(.*?)(\s*)$/s;

function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** Reads the text of an INI file. Never throws: what is malformed is named in `problem`. */
export function parseIni(text: string): IniDocument {
  const lines: IniLine[] = [];
  let section: string | null = null;
  let optionIndent: number | null = null;
  let problem: string | null = null;
  for (const [index, line] of splitLines(text).entries()) {
    const read = readLine(index === 0 ? line.replace(/^\uFEFF/, '') : line, section, optionIndent);
    lines.push({ ...read, text: line });
    if (read.kind === 'section') section = read.section;
    if (read.kind === 'section') optionIndent = null;
    if (read.kind === 'option') optionIndent = indentOf(line);
    if (read.kind === 'garbage') problem ??= `line ${index + 1} is neither a section nor \`key = value\``;
  }
  return { lines, problem };
}

type Reading = Omit<IniLine, 'text'>;

function readLine(text: string, section: string | null, optionIndent: number | null): Reading {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'blank', section };
  if (/^[#;]/.test(trimmed)) return { kind: 'comment', section };
  const isContinuation = optionIndent !== null && indentOf(text) > optionIndent;
  return isContinuation ? { kind: 'continuation', section, value: trimmed } : readStart(text, section);
}

function readStart(text: string, section: string | null): Reading {
  const header = sectionForm.exec(text.trim())?.[1];
  if (header !== undefined) return { kind: 'section', section: header };
  const [, , key, , value] = optionForm.exec(text) ?? [];
  if (section === null || key === undefined || value === undefined) return { kind: 'garbage', section };
  return { kind: 'option', section, key: key.trim().toLowerCase(), value };
}

/** The values of a section, keys in lower case; a key given twice has its last value, a value over several lines is joined with line feeds. */
export function readSection(document: IniDocument, section: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let current = '';
  for (const line of document.lines) {
    if (line.section !== section || line.value === undefined) continue;
    if (line.kind === 'option') current = line.key ?? '';
    values.set(current, line.kind === 'option' ? line.value : `${values.get(current) ?? ''}\n${line.value}`);
  }
  return values;
}

/** Whether the file has this section. */
export function hasSection(document: IniDocument, section: string): boolean {
  return document.lines.some((line) => line.kind === 'section' && line.section === section);
}

function lineEndOf(document: IniDocument): string {
  for (const { text } of document.lines) {
    const end = /(\r\n|\r|\n)$/.exec(text)?.[1];
    if (end !== undefined) return end;
  }
  return '\n';
}

function replaceValue(text: string, value: string): string {
  const option = optionForm.exec(text);
  if (option === null) return text;
  const [, indent = '', key = '', delimiter = '', , end = ''] = option;
  const lineEnd = /[\r\n]+$/.exec(end)?.[0] ?? '';
  const gap = /\s$/.test(delimiter) || !/^\s/.test(delimiter) ? '' : ' ';
  return `${indent}${key}${delimiter}${gap}${value}${lineEnd}`;
}

/** The last line of that option, or -1: the one whose value counts. */
function findOption(lines: readonly IniLine[], section: string, key: string): number {
  return lines.findLastIndex((line) => line.kind === 'option' && line.section === section && line.key === key);
}

function setExisting(lines: readonly IniLine[], index: number, value: string): IniLine[] {
  const isOtherStart = (line: IniLine) => line.kind === 'option' || line.kind === 'section' || line.kind === 'garbage';
  const next = lines.findIndex((line, position) => position > index && isOtherStart(line));
  const end = next === -1 ? lines.length : next;
  return lines.flatMap((line, position) => {
    if (position === index) return [{ ...line, text: replaceValue(line.text, value), value }];
    const isOldRest = position > index && position < end && line.kind === 'continuation';
    return isOldRest ? [] : [line];
  });
}

function addToSection(
  lines: readonly IniLine[],
  section: string,
  option: { key: string; value: string; lineEnd: string },
): IniLine[] {
  const { key, value, lineEnd } = option;
  const after = lines.findLastIndex(
    (line) => line.section === section && line.kind !== 'blank' && line.kind !== 'comment',
  );
  const closed = lines.map((line, position) =>
    position === after && !/[\r\n]$/.test(line.text) ? { ...line, text: line.text + lineEnd } : line,
  );
  const added: IniLine = { text: `${key} = ${value}${lineEnd}`, kind: 'option', section, key, value };
  return [...closed.slice(0, after + 1), added, ...closed.slice(after + 1)];
}

function addSection(lines: readonly IniLine[], section: string, lineEnd: string): IniLine[] {
  const last = lines.at(-1);
  const lead: IniLine[] =
    last === undefined
      ? []
      : [{ text: `${/[\r\n]$/.test(last.text) ? '' : lineEnd}${lineEnd}`, kind: 'blank', section: last.section }];
  return [...lines, ...lead, { text: `[${section}]${lineEnd}`, kind: 'section', section }];
}

/**
 * The text of the file with these values set in `section`. Changed lines keep their key's spelling and spacing; new keys come after the last
 * option of the section; a missing section is appended. Values are single lines.
 */
export function editIni(document: IniDocument, section: string, values: ReadonlyMap<string, string>): string {
  const lineEnd = lineEndOf(document);
  let lines: IniLine[] = [...document.lines];
  if (values.size > 0 && !hasSection(document, section)) lines = addSection(lines, section, lineEnd);
  for (const [key, value] of values) {
    const index = findOption(lines, section, key);
    lines = index === -1 ? addToSection(lines, section, { key, value, lineEnd }) : setExisting(lines, index, value);
  }
  return lines.map((line) => line.text).join('');
}
