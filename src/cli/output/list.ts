import type { ListRow } from '../commands/row';
import type { Terminal } from '../terminal';
import { describeCell, readField } from './cell';
import { widthOf } from './width';

/** Cells lie this far apart. */
const gap = '  ';
/** No column is made narrower for the width of a terminal. */
const narrowest = 8;

/** The rows of a list of an answer: of a record its values, of lists in a list (`models.choices`) all of theirs. */
export function rowsOf(answer: unknown, { rows }: Pick<ListRow, 'rows'>): readonly unknown[] {
  const list = rows
    .split('.')
    .reduce<unknown>(
      (at, name) => (Array.isArray(at) ? at.flatMap((one) => readField(one, name) ?? []) : readField(at, name)),
      answer,
    );
  if (Array.isArray(list)) return list;
  return typeof list === 'object' && list !== null ? Object.values(list) : [];
}

/** Cuts a text to so many columns of a terminal; a Chinese character takes two. */
function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, taken] = ['', 1];
  for (const character of text) {
    taken += widthOf(character);
    if (taken > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Takes from the widest column until all fit. */
function fit(widths: readonly number[], available: number): number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, width) => sum + width, gap.length * (fitted.length - 1));
  for (let over = total() - available; over > 0; over = total() - available) {
    const widest = Math.max(...fitted);
    if (widest <= narrowest) break;
    fitted[fitted.indexOf(widest)] = Math.max(narrowest, widest - over, Math.min(widest - 1, narrowest * 2));
  }
  return fitted;
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** A list as lines: the names of its columns, then one line for each row, as wide as the terminal at most. */
export function formatList(
  rows: readonly unknown[],
  columns: readonly string[],
  terminal: Pick<Terminal, 'say' | 'width'>,
): string {
  const lastPart = (column: string): string => column.split('.').at(-1) ?? column;
  const isAlone = (column: string): boolean =>
    columns.filter((other) => lastPart(other) === lastPart(column)).length === 1;
  const names = columns.map((column) => (isAlone(column) ? lastPart(column) : column).toUpperCase());
  const cells = rows.map((row) =>
    columns.map((column) => describeCell(readField(row, column), column, terminal.say).replaceAll(/\s+/gu, ' ')),
  );
  const widths = names.map((name, at) =>
    Math.max(...[name, ...cells.map((row) => row[at] ?? '')].map((text) => widthOf(text))),
  );
  const fitted = terminal.width === null ? widths : fit(widths, terminal.width);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => pad(cut(cell, fitted[at] ?? narrowest), fitted[at] ?? 0))
      .join(gap)
      .trimEnd();
  return `${[line(names), ...cells.map(line)].join('\n')}\n`;
}

/** Writes such a list. */
export function writeList(rows: readonly unknown[], columns: readonly string[], terminal: Terminal): void {
  const text = formatList(rows, columns, terminal);
  const end = text.indexOf('\n') + 1;
  terminal.out(text.slice(0, end), 'bold');
  terminal.out(text.slice(end));
}
