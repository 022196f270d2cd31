import { describe, expect, it } from 'vitest';
import { operations } from '../../contract/operations';
import de from '../../contract/text/sentences/de.json';
import chinese from '../../contract/text/sentences/zh-CN.json';
import { translateSentence } from '../../contract/text/translate';
import { readCommandLine } from '../command-line';
import { helpOfAll, helpOfCommand } from '../help';
import { commandTable } from './command-table';
import { inputOf } from './inputs';
import type { CommandEntry } from './row';
import { answerSchemaOf, describeCommands, inputSchemaOf, outputSchemaOf } from './table';

/** The words of an example, as a shell would split them. */
const wordsOf = (example: string): string[] =>
  [...example.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );

const rows = commandTable.map((entry): [string, CommandEntry] => [entry.path, entry]);

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  additionalProperties?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** The forms that a part of an answer can have. */
const formsOf = (shape: Shape): Shape[] => [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), shape].filter(Boolean);

function findShape(shape: Shape, path: string): Shape | undefined {
  return path.split('.').reduce<Shape | undefined>((at, name) => {
    // A list in a list is named by the names of both.
    const found = at && formsOf(at.items ?? at).map(({ properties }) => properties?.[name]);
    return found?.find((one) => one !== undefined);
  }, shape);
}

describe('the table of commands', () => {
  it('is written as its rows and schemas say now', () => {
    expect(commandTable).toEqual(JSON.parse(JSON.stringify(describeCommands())));
  });

  it('has every command once', () => {
    expect(new Set(commandTable.map(({ path }) => path)).size).toBe(commandTable.length);
  });

  it.each(rows)('%s calls something that there is', (_path, { operation }) => {
    if (operation !== undefined) expect(operations).toHaveProperty([operation]);
  });

  it.each(rows)('%s can be given all that it needs', (_path, entry) => {
    const fields = Object.keys(inputSchemaOf(entry));
    const given = { ...entry.defaults, ...entry.fixed, ...entry.same };
    const known = [...entry.arguments.map(({ field }) => field), ...Object.keys(given)];
    const required = entry.arguments.filter((one) => one.isRequired).map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(entry.positionals as string[]));
    expect(known).toEqual(expect.arrayContaining(required));
  });

  it.each(rows)('%s has an example that its schema takes', (_path, entry) => {
    const line = readCommandLine(commandTable, wordsOf(entry.example));
    expect(line.entry?.path).toBe(entry.path);
    expect(inputOf(entry).safeParse(line.input).error?.issues).toBeUndefined();
  });

  it.each(rows)('%s shows columns that its answer has', (_path, entry) => {
    for (const { rows: list, columns } of entry.lists ?? []) {
      const shape = findShape(outputSchemaOf(entry) as Shape, list);
      const row = shape?.items ?? shape?.additionalProperties ?? {};
      // A sentence has no schema of its own.
      const missing = columns.filter((column) => findShape(row, column) === undefined);
      expect(missing).toEqual([]);
    }
  });

  it.each([
    ['pack list', undefined, 'packs'],
    ['pack install', undefined, 'outcome'],
    ['queue undo', undefined, 'outcome'],
    ['call', 'packs.local', 'packs'],
  ])('%s tells the form of its answer (%s)', (path, called, field) => {
    const [, entry] = rows.find(([name]) => name === path) ?? rows[0] ?? [];
    expect(entry?.path).toBe(path);
    expect(findShape(answerSchemaOf(entry as CommandEntry, called) as Shape, field)).toBeDefined();
  });

  it('tells no form where an answer has none', () => {
    const byPath = Object.fromEntries(rows);
    expect(answerSchemaOf(byPath['mcp'] as CommandEntry, undefined)).toBeNull();
    expect(answerSchemaOf(byPath['call'] as CommandEntry, 'packs.nothing')).toBeNull();
  });

  it.each([
    ['English', (english: string) => english],
    ['German', (english: string) => (de as Record<string, string>)[english] ?? `untranslated ${english}`],
    ['Chinese', (english: string) => (chinese as Record<string, string>)[english] ?? `untranslated ${english}`],
  ])('has a help with an example for every command in %s', (_language, translate) => {
    const sentences = Object.fromEntries(commandTable.map(({ words: { english } }) => [english, translate(english)]));
    const say = (sentence: Parameters<typeof translateSentence>[1]) => translateSentence(sentences, sentence);
    for (const entry of commandTable) {
      const help = helpOfCommand(entry, say);
      expect(help).toContain(translate(entry.words.english));
      expect(help).toContain(`cmdesk ${entry.example}`);
    }
    expect(helpOfAll(commandTable, [], say)).not.toContain('untranslated');
  });
});
