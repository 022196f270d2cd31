import { isatty } from 'node:tty';
import { styleText } from 'node:util';
import { printable } from '../base/text/printable';
import type { Sentence } from '../contract/text/message';
import { translateSentence, type CoreSentences } from '../contract/text/translate';
import { sameWriting } from '../contract/text/written-language';

/** How a text looks on a terminal. `over`: in place of the line that the cursor is in. */
type Look = 'bold' | 'red' | 'over';

/** Writes a text, in which nothing is left that a terminal obeys but its look. */
type Write = (text: string, look?: Look) => void;

/** Where a command writes, and how what reads there is to be spoken to. */
export interface Terminal {
  /** The answer. */
  out: Write;
  /** Everything else: progress, failures, questions. */
  err: Write;
  /** A sentence in the language of the reader. */
  say: (sentence: Sentence) => string;
  /** A person is there who can be asked. */
  isInteractive: boolean;
  /** Columns of what `out` leads to; null where it is no terminal. */
  width: number | null;
  /** Whether `err` leads to one. */
  isProgressShown: boolean;
}

const languages = ['en', 'de', 'zh-CN'] as const;

type Language = (typeof languages)[number];

const sentencesOf: Readonly<Record<Language, () => Promise<{ default: CoreSentences }>>> = {
  en: () => Promise.resolve({ default: {} }),
  de: () => import('../contract/text/sentences/de.json'),
  'zh-CN': () => import('../contract/text/sentences/zh-CN.json'),
};

/** The word behind `--lang`: it counts for what is wrong with the other words, too. */
function readLang(argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((word) => /^--lang(?:=|$)/u.test(word));
  return argv[at]?.split('=')[1] ?? (at < 0 ? undefined : argv[at + 1]);
}

/** The language that a person requests, by `--lang` or the environment; English where it is none of ours. */
export function chooseLanguage(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const requested = [readLang(argv), env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (text) => text !== undefined && text !== '',
  );
  const tag = (requested ?? 'en').replace(/[.@].*$/u, '').replaceAll('_', '-');
  return sameWriting(tag, languages) ?? 'en';
}

/** The one place where this program writes to a terminal. */
export function writeTo(stream: { write: (text: string) => boolean }, isColoured: boolean): Write {
  return (text, look) => {
    const plain = printable(text);
    if (look === 'over') stream.write(`\r\u001b[K${plain}`);
    else stream.write(look === undefined || !isColoured ? plain : styleText(look, plain, { validateStream: false }));
  };
}

/** The terminal that this process was started in. */
export async function openTerminal(language: Language, env: NodeJS.ProcessEnv): Promise<Terminal> {
  const { stdout, stderr } = process;
  const isColoured = stdout.isTTY && !env['NO_COLOR'];
  const { default: sentences } = await sentencesOf[language]();
  // Whoever read the answer may have seen enough of it: `| head`.
  stdout.on('error', () => undefined);
  return {
    out: writeTo(stdout, isColoured),
    err: writeTo(stderr, isColoured),
    // As it is written, so that a table knows how wide it is; what a program wrote with a bare return is a line of its own.
    say: (sentence) => printable(translateSentence(sentences, sentence).replaceAll(/\r\n?/gu, '\n')),
    // Asked by its number: the stream of it would be opened for nothing.
    isInteractive: isatty(0) && stderr.isTTY,
    width: stdout.isTTY ? stdout.columns : null,
    isProgressShown: stderr.isTTY,
  };
}
