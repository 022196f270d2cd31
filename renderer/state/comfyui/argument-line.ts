import type { ComfyOption } from '../../../src/contract/comfyui/start-options';
import { findOpenQuote, readWords } from '../../../src/contract/text/command-line';

/** How an option is given in a command line. */
export interface GivenOption {
  /** As written: `--port`. */
  flag: string;
  values: string[];
  start: number;
  end: number;
}

/** What keeps a line from being understood. */
export type LineProblem =
  | { kind: 'open-quote' }
  | { kind: 'unknown'; flag: string }
  | { kind: 'no-value'; flag: string }
  | { kind: 'surplus-value'; flag: string; value: string }
  | { kind: 'not-a-choice'; flag: string; value: string; choices: readonly string[] }
  | { kind: 'exclusive'; flag: string; other: string };

/** `-1` is a value, `-o` an option. */
const flagStart = /^-{1,2}[A-Za-z]/u;

/** Writes a word so that it is read back as it is. */
export function quoteWord(text: string): string {
  if (text !== '' && !/[\s"']/u.test(text)) return text;
  if (!text.includes("'") && (text.includes('"') || text.endsWith('\\'))) return `'${text}'`;
  return `"${text.replaceAll('"', '\\"')}"`;
}

/** The options of a line in their order; words before the first option belong to nobody and are left out. */
export function readOptions(line: string): GivenOption[] {
  const given: GivenOption[] = [];
  for (const { text, start, end } of readWords(line)) {
    const current = given.at(-1);
    if (flagStart.test(text)) {
      const equals = text.indexOf('=');
      const flag = equals < 0 ? text : text.slice(0, equals);
      given.push({ flag, values: equals < 0 ? [] : [text.slice(equals + 1)], start, end });
    } else if (current) {
      current.values.push(text);
      current.end = end;
    }
  }
  return given;
}

/** How an option is given in a line: the last time counts, as it does for ComfyUI. */
export function findGiven(given: readonly GivenOption[], option: ComfyOption): GivenOption | undefined {
  return given.findLast(({ flag }) => option.flags.includes(flag));
}

function cut(line: string, parts: readonly GivenOption[]): string {
  let remaining = line;
  for (const { start, end } of parts.toReversed())
    remaining = `${remaining.slice(0, start).trimEnd()} ${remaining.slice(end).trimStart()}`;
  return remaining.trim();
}

/** The line without an option. */
export function withoutOption(line: string, option: ComfyOption): string {
  return cut(
    line,
    readOptions(line).filter(({ flag }) => option.flags.includes(flag)),
  );
}

function nameOf(option: ComfyOption): string {
  return option.flags.find((flag) => flag.startsWith('--')) ?? option.flags[0] ?? '';
}

/** The line with an option given with these words, and without those that exclude it. */
export function withOption(line: string, option: ComfyOption, words: string): string {
  const excluded = readOptions(line).filter(({ flag }) => option.exclusiveWith.includes(flag));
  const rest = cut(line, excluded);
  const given = readOptions(rest).filter(({ flag }) => option.flags.includes(flag));
  const written = [given.at(-1)?.flag ?? nameOf(option), words.trim()].filter((part) => part !== '').join(' ');
  const last = given.at(-1);
  if (!last) return [rest.trim(), written].filter((part) => part !== '').join(' ');
  return `${cut(rest.slice(0, last.start), given.slice(0, -1))} ${written}${rest.slice(last.end)}`.trim();
}

/** The values of an option as a person would write them. */
export function writeValues(values: readonly string[]): string {
  return values.map(quoteWord).join(' ');
}

function isOptional(option: ComfyOption): boolean {
  return option.value === null || option.value.startsWith('[');
}

function judgeOne(item: GivenOption, option: ComfyOption, given: readonly GivenOption[]): LineProblem | null {
  const { flag, values } = item;
  const [value] = values;
  if (option.value === null && value !== undefined) return { kind: 'surplus-value', flag, value };
  if (value === undefined && !isOptional(option)) return { kind: 'no-value', flag };
  const odd = option.choices.length > 0 ? values.find((one) => !option.choices.includes(one)) : undefined;
  if (odd !== undefined) return { kind: 'not-a-choice', flag, value: odd, choices: option.choices };
  const other = given.find((one) => one !== item && option.exclusiveWith.includes(one.flag));
  return other ? { kind: 'exclusive', flag, other: other.flag } : null;
}

/** What is wrong with a line, in its order. Without options only the quotes can be judged. */
export function judgeLine(line: string, options: readonly ComfyOption[]): LineProblem[] {
  if (findOpenQuote(line) !== null) return [{ kind: 'open-quote' }];
  if (options.length === 0) return [];
  const given = readOptions(line);
  return given.flatMap((item) => {
    const option = options.find(({ flags }) => flags.includes(item.flag));
    const problem = option ? judgeOne(item, option, given) : ({ kind: 'unknown', flag: item.flag } as const);
    return problem ? [problem] : [];
  });
}
