import type { ComfyOption } from '../../../contract/comfyui/start-options';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';

/** One argument as it is written: its flag, and the values behind it. */
interface Given {
  flag: string;
  values: string[];
}

const refuse = (problem: Message, remedy: Message) =>
  new AppError('invalid-input', msg`ComfyUI would not start with these arguments: ${problem}`, { remedy });

const seeList = msg`Choose one from the list of arguments.`;
const isFlag = (word: string) => /^-{1,2}[A-Za-z]/.test(word);

/** Groups words into arguments. Throws `invalid-input` for a value with no argument before it. */
function groupWords(words: readonly string[]): Given[] {
  const given: Given[] = [];
  for (const word of words) {
    const last = given.at(-1);
    if (isFlag(word)) {
      const equals = word.indexOf('=');
      given.push(
        equals === -1 ? { flag: word, values: [] } : { flag: word.slice(0, equals), values: [word.slice(equals + 1)] },
      );
    } else if (last === undefined)
      throw refuse(msg`there is no argument before "${word}".`, msg`Arguments begin with --.`);
    else last.values.push(word);
  }
  return given;
}

/** How many values an option takes, from how `--help` names them: `X`, `[X]`, `X [X ...]`, `[X ...]`. */
function countOf(value: string | null): { least: number; most: number } {
  if (value === null) return { least: 0, most: 0 };
  const most = value.includes('...') ? Number.POSITIVE_INFINITY : Math.max(1, value.split(' ').length);
  return { least: value.startsWith('[') ? 0 : 1, most };
}

/** The name it was probably meant to be: written short, or with a sign for another. */
function findMeant(flag: string, options: readonly ComfyOption[]): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  const flags = options.flatMap((option) => option.flags);
  const same = flags.find((known) => plain(known) === plain(flag));
  const short = flags.filter((known) => known.startsWith(flag));
  return same ?? (short.length === 1 ? (short[0] ?? null) : null);
}

function findOption({ flag }: Given, options: readonly ComfyOption[]): ComfyOption {
  const option = options.find(({ flags }) => flags.includes(flag));
  if (option !== undefined) return option;
  const meant = findMeant(flag, options);
  throw refuse(msg`it does not know ${flag}.`, meant === null ? seeList : msg`Write ${meant}.`);
}

function checkValues({ flag, values }: Given, option: ComfyOption): void {
  const { least, most } = countOf(option.value);
  if (values.length < least) throw refuse(msg`${flag} needs a value.`, msg`Write ${flag} ${option.value ?? ''}.`);
  const extra = values[most];
  if (extra !== undefined)
    throw refuse(
      most === 0
        ? msg`${flag} takes no value, but "${extra}" follows it.`
        : msg`"${extra}" is one value too many for ${flag}.`,
      msg`Remove it, or put quotes around a value that contains spaces.`,
    );
  const unknown = option.choices.length === 0 ? undefined : values.find((value) => !option.choices.includes(value));
  if (unknown !== undefined)
    throw refuse(msg`${flag} cannot be "${unknown}".`, msg`Use one of ${option.choices.join(', ')}.`);
}

function checkExclusive(given: readonly Given[], options: readonly ComfyOption[]): void {
  const found = given.map((one) => findOption(one, options));
  for (const [index, option] of found.entries()) {
    const other = found.findIndex(({ flags }) => flags.some((flag) => option.exclusiveWith.includes(flag)));
    const [first, second] = [given[index], given[other]];
    if (first === undefined || second === undefined) continue;
    throw refuse(msg`${first.flag} and ${second.flag} cannot be given together.`, msg`Keep one of the two.`);
  }
}

/**
 * Checks split arguments against what `--help` lists. Without a list only what needs none is checked. Throws `invalid-input` that
 * names the argument and what to write instead.
 */
export function checkArguments(words: readonly string[], options: readonly ComfyOption[]): void {
  const given = groupWords(words);
  if (given.some(({ flag }) => flag === '-h' || flag === '--help'))
    throw refuse(msg`with --help it prints its arguments and ends.`, msg`Leave --help out.`);
  if (options.length === 0) return;
  for (const one of given) checkValues(one, findOption(one, options));
  checkExclusive(given, options);
}
