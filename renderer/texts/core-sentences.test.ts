import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { AppError, fromErrorBody, toErrorBody, toWordedBody } from '../../src/contract/errors';
import { say } from '../../src/contract/text/said';
import { type CoreSentences, sayCoreIn, tellError } from './core-sentences';

const sources = import.meta.glob<string>(
  ['../../{src,main}/**/*.ts', '!../../**/*.test.ts', '!../../**/testing/*', '!../../src/contract/text/said.ts'],
  { query: '?raw', import: 'default', eager: true },
);
const languages = import.meta.glob<CoreSentences>('../../src/contract/text/sentences/*.json', {
  import: 'default',
  eager: true,
});

/** The English form of each sentence that is said in a file. */
function listSaid(path: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'say') {
      const { template } = node;
      const parts = ts.isNoSubstitutionTemplateLiteral(template)
        ? [template.text]
        : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
      found.push(parts.reduce((said, part, at) => `${said}{${at - 1}}${part}`));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Errors of a file whose sentence is a plain text, so that no language can have it. */
function listPlainErrors(path: string, text: string): string[] {
  const found: string[] = [];
  const isPlain = (node: ts.Node | undefined): boolean =>
    node !== undefined && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node));
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'AppError') {
      const [, message, options] = node.arguments ?? [];
      const fields = options !== undefined && ts.isObjectLiteralExpression(options) ? options.properties : [];
      const remedy = fields.find((field) => ts.isPropertyAssignment(field) && field.name.getText() === 'remedy');
      const parts = [message, remedy !== undefined && ts.isPropertyAssignment(remedy) ? remedy.initializer : undefined];
      found.push(...parts.filter(isPlain).map((part) => `${path}: ${part?.getText() ?? ''}`));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

const said = new Set(Object.entries(sources).flatMap(([path, text]) => listSaid(path, text)));
const placesOf = (sentence: string) => [...new Set(sentence.match(/\{\d+\}/gu) ?? [])].toSorted();

describe('the sentences of the core', () => {
  it('are found in its source', () => {
    expect(said.size).toBeGreaterThan(300);
    expect(said).toContain('Copy the details and report it; the queue goes on.');
  });

  it('are said in parts wherever an error is made', () => {
    expect(Object.entries(sources).flatMap(([path, text]) => listPlainErrors(path, text))).toEqual([]);
  });

  it.each(Object.entries(languages))('are all in %s, with the same places, and no others', (_path, sentences) => {
    const known = Object.keys(sentences);
    expect([...said].filter((english) => !known.includes(english))).toEqual([]);
    expect(known.filter((english) => !said.has(english))).toEqual([]);
    const isOff = ([english, other]: [string, string]) => placesOf(english).join() !== placesOf(other).join();
    expect(Object.entries(sentences).filter(isOff)).toEqual([]);
  });

  it('are in German and in Chinese', () => {
    expect(Object.keys(languages)).toEqual([
      '../../src/contract/text/sentences/de.json',
      '../../src/contract/text/sentences/zh-CN.json',
    ]);
  });
});

describe('an error of the core', () => {
  const refused = new AppError('not-found', say`There is no pack ${'{1}'} here: ${say`it is gone`}.`, {
    remedy: say`Look again.`,
    details: { name: 'one' },
  });

  it('is told in the language of the window, after any way', () => {
    sayCoreIn({
      'There is no pack {0} here: {1}.': '{1}: {0} fehlt.',
      'it is gone': 'Weg ist es',
      'Look again.': 'Schau nach.',
    });
    const told = { text: 'Weg ist es: {1} fehlt.', remedy: 'Schau nach.' };
    const body: unknown = JSON.parse(JSON.stringify(toWordedBody(refused)));
    expect(tellError(refused)).toEqual(told);
    expect(tellError(body as ReturnType<typeof toWordedBody>)).toEqual(told);
    expect(tellError(fromErrorBody(body as ReturnType<typeof toWordedBody>))).toEqual(told);
    sayCoreIn({});
    expect(tellError(refused)).toEqual({ text: 'There is no pack {1} here: it is gone.', remedy: 'Look again.' });
  });

  it('of an older app, or of somebody else, is told as it came', () => {
    expect(tellError(toErrorBody(refused)).text).toBe('There is no pack {1} here: it is gone.');
    expect(tellError(toErrorBody(new AppError('git-failed', 'fatal: no'))).remedy).toBe('');
  });

  it('stays plain for readers of English', () => {
    expect(toErrorBody(refused)).toEqual({
      ...{ code: 'not-found', name: 'one', remedy: 'Look again.', error: 'There is no pack {1} here: it is gone.' },
      message: 'There is no pack {1} here: it is gone. Look again.',
    });
  });
});
