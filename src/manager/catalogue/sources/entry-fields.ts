import { unseenCharacters } from '../../../contract/file-names';
import { isGitAddress } from '../../../contract/text/git-address';
import { textOf, textsOf } from './loose-json';

// What registries and channels answer is written by strangers: each field that is shown, kept, joined to a path or asked for is read by
// one of these. A field that cannot be used is empty; an entry that is nothing without it is left out by its reader.

const maxAddressLength = 1000;
const webAddress = /^https?:\/\/[^\s]+$/i;
const versionForm = /^\w[\w.+!-]{0,99}$/u;
const timeForm = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+)? ?(?:Z|[+-]\d\d:?\d\d)?$/;
const unseenExceptLines = new RegExp(`(?![\\t\\n\\r])${unseenCharacters.source}`, 'g');

/** A text for people, cut to `maxLength` characters, without characters that would change how the rest is read. */
export function shownText(value: unknown, maxLength: number): string {
  const text = textOf(value);
  const short = text.length > maxLength ? text.slice(0, maxLength) : text;
  return unseenCharacters.test(short) ? short.replace(unseenExceptLines, '') : short;
}

/** Texts for people, at most so many of at most so many characters. */
export function shownTexts(value: unknown, max: { count: number; length: number }): string[] {
  const texts = textsOf(value);
  const some = texts.length > max.count ? texts.slice(0, max.count) : texts;
  return some.every((text) => text.length <= max.length && !unseenCharacters.test(text))
    ? some
    : some.map((text) => shownText(text, max.length)).filter((text) => text !== '');
}

/** The address of a repository or of a file on the web; empty when it is anything else: a path, a script, another scheme. */
export function addressOf(value: unknown): string {
  const text = textOf(value).trim();
  if (text.length > maxAddressLength || unseenCharacters.test(text)) return '';
  return webAddress.test(text) || isGitAddress(text) ? text : '';
}

/** A version that can stand in a folder's name and in an argument; null when it cannot. */
export function versionOf(value: unknown): string | null {
  const text = textOf(value).trim();
  return versionForm.test(text) && !text.includes('..') ? text : null;
}

/** A time as RFC 3339 writes it; null when it is none. `Date.parse` alone takes remarks in brackets too. */
export function timeOf(value: unknown): string | null {
  const text = textOf(value);
  return timeForm.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** Is told that entries of a list were left out: how many, and what was wrong with the first. It is not called when there are none. */
export type OnLeftOut = (count: number, first: readonly string[]) => void;

/** Reads every entry of a list by itself: one that cannot be used costs none of the others. */
export function readEntries<T>(
  values: readonly unknown[],
  read: (value: unknown) => T | null,
  onLeftOut?: OnLeftOut,
): T[] {
  const entries: T[] = [];
  const omitted: unknown[] = [];
  for (const value of values) {
    const entry = read(value);
    if (entry === null) omitted.push(value);
    else entries.push(entry);
  }
  if (omitted.length > 0)
    onLeftOut?.(
      omitted.length,
      omitted.slice(0, 3).map((value) => shownText(JSON.stringify(value), 200)),
    );
  return entries;
}
