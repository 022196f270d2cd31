import { isatty } from 'node:tty';
import type { Sentence } from '../contract/text/message';
import { translateSentence, type CoreSentences } from '../contract/text/translate';
import { sameWriting } from '../contract/text/written-language';
import { printable } from './output/printable';

/** Where a command writes, and how what reads there is to be spoken to. */
export interface Terminal {
  /** The answer. */
  out: (text: string) => void;
  /** Everything else: progress, failures, questions. */
  err: (text: string) => void;
  /** A sentence in the language of the reader. */
  say: (sentence: Sentence) => string;
  /** A person is there who can be asked. */
  isInteractive: boolean;
  /** Columns of what `out` leads to; null where it is no terminal. */
  width: number | null;
  isColoured: boolean;
  /** The same for `err`. */
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

/** The terminal that this process was started in. */
export async function openTerminal(language: Language, env: NodeJS.ProcessEnv): Promise<Terminal> {
  const { stdout, stderr } = process;
  const { default: sentences } = await sentencesOf[language]();
  // Whoever read the answer may have seen enough of it: `| head`.
  stdout.on('error', () => undefined);
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    say: (sentence) => printable(translateSentence(sentences, sentence)),
    // Asked by its number: the stream of it would be opened for nothing.
    isInteractive: isatty(0) && stderr.isTTY,
    width: stdout.isTTY ? stdout.columns : null,
    isColoured: stdout.isTTY && !env['NO_COLOR'],
    isProgressShown: stderr.isTTY,
  };
}
