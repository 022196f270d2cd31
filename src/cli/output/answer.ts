import { formatMessage, isSentence, msg } from '../../contract/text/message';
import type { CommandEntry, ListRow } from '../commands/row';
import type { Terminal } from '../terminal';
import { describeCell, readField } from './cell';
import { rowsOf, writeList } from './list';

/** An answer whose first list has only the rows that all of these words stand in. */
export function narrow(answer: unknown, { lists = [], search = [] }: CommandEntry, words: readonly string[]): unknown {
  const [list] = lists;
  if (list === undefined || words.length === 0 || typeof answer !== 'object') return answer;
  const isMatch = (row: unknown): boolean => {
    const text = search
      .map((field) => describeCell(readField(row, field), field, formatMessage))
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word.toLowerCase()));
  };
  return { ...answer, [list.rows]: rowsOf(answer, list).filter(isMatch) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a value has lines of its own below its name: a record, or a list of such. */
const isDeep = (value: unknown): value is object =>
  Array.isArray(value) ? value.some(isDeep) : isObject(value) && !isSentence(value);

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (isObject(value) && Object.keys(value).length === 0);

/** Every field of a value in a line of its own; what lies deeper is indented. */
function formatValue(value: object, say: Terminal['say'], indent = ''): string {
  const fields = Object.entries(value).filter(([, field]) => !isEmpty(field));
  return fields
    .map(([name, field]: [string, unknown]) =>
      isDeep(field)
        ? `${indent}${name}:\n${formatValue(field, say, `${indent}  `)}`
        : `${indent}${name}: ${describeCell(field, name, say)}\n`,
    )
    .join('');
}

/** As much of a command as says how its answer is shown. */
type Shown = Pick<CommandEntry, 'lists' | 'isCheck'>;

/** Whether the answer of a check names something wrong. What a list of the installation leaves out on purpose is not. */
export function findsSomething(answer: unknown, { lists = [], isCheck }: Shown): boolean {
  const isWrong = (row: unknown): boolean => readField(row, 'isLeftOut') !== true;
  return isCheck === true && lists.some((list) => rowsOf(answer, list).some(isWrong));
}

function writeLists(answer: unknown, lists: readonly ListRow[], terminal: Terminal): boolean {
  const shown = lists.filter((list) => rowsOf(answer, list).length > 0);
  for (const [at, list] of shown.entries()) {
    if (at > 0) terminal.out('\n');
    writeList(rowsOf(answer, list), list.columns, terminal);
  }
  return shown.length > 0;
}

/** Writes an answer: as it is for scripts, as tables and lines for people. */
export function writeAnswer(
  answer: unknown,
  { lists, isCheck }: Shown,
  { terminal, json }: { terminal: Terminal; json: boolean },
): void {
  if (json) return terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
  const nothing = isCheck === true ? msg`Nothing is wrong.` : msg`There is nothing to show.`;
  if (lists !== undefined) {
    if (!writeLists(answer, lists, terminal)) terminal.out(`${terminal.say(nothing)}\n`);
  } else if (isObject(answer)) terminal.out(formatValue(answer, terminal.say) || `${terminal.say(msg`Done.`)}\n`);
  const notice = readField(answer, 'notice');
  if (lists !== undefined && notice) terminal.err(`${describeCell(notice, 'notice', terminal.say)}\n`);
}
