import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { AppError, fromErrorBody, toErrorBody, toWordedBody } from '../../src/contract/errors';
import { done, doneWithWarnings } from '../../src/contract/tasks/task-outcome';
import { TaskOutcome } from '../../src/contract/tasks/tasks';
import { msg, joinMessages, formatMessage } from '../../src/contract/text/message';
import type { CoreSentences } from '../../src/contract/text/translate';
import {
  setCoreSentences,
  describeError,
  describeOutcome,
  describeProblem,
  describeStep,
  describeWarnings,
} from './core-sentences';

const sources = import.meta.glob<string>(
  ['../../{src,main}/**/*.ts', '!../../**/*.test.ts', '!../../**/testing/*', '!../../src/contract/text/message.ts'],
  { query: '?raw', import: 'default', eager: true },
);
const languages = import.meta.glob<CoreSentences>('../../src/contract/text/sentences/*.json', {
  import: 'default',
  eager: true,
});

/** The English form of each sentence that is said in a file. */
function listSentences(path: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'msg') {
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

const isPlain = (node: ts.Node | undefined): boolean =>
  node !== undefined && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node));

function fieldOf(node: ts.Node | undefined, name: string): ts.Node | undefined {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  const found = node.properties.find((field) => ts.isPropertyAssignment(field) && field.name.getText() === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

/** What says something to people, by the end of its name, and which of its arguments are sentences. */
const speaking = /^(?:done|skipped|doneWithWarnings|notify)$|job\.warn$/u;

/** The texts of a call, an error or an outcome that people read. */
function listTexts(node: ts.Node): (ts.Node | undefined)[] {
  if (ts.isNewExpression(node) && node.expression.getText() === 'AppError') {
    const [, message, options] = node.arguments ?? [];
    return [message, fieldOf(options, 'remedy')];
  }
  if (ts.isCallExpression(node)) {
    const name = node.expression.getText();
    if (name.endsWith('.report')) return ['phase', 'message'].map((field) => fieldOf(node.arguments[0], field));
    return speaking.test(name) ? [node.arguments[0]] : [];
  }
  const status = fieldOf(node, 'status');
  const isOutcome = status !== undefined && /^'(?:done|warning|skipped)'$/u.test(status.getText());
  return isOutcome ? [fieldOf(node, 'message')] : listNotices(node);
}

/** Notices, each of which is a sentence. */
function listNotices(node: ts.Node): (ts.Node | undefined)[] {
  const fields = ['note', 'notice', 'problem', 'reason'].map((name) => fieldOf(node, name));
  return fields.filter((text) => text !== undefined && /^['`][A-Z].*[^.]\.['`]$/su.test(text.getText()));
}

/** Texts of a file that people read and that are no sentences in parts, so that no language can have them. */
function listPlainTexts(path: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const plain = listTexts(node).filter(isPlain);
    found.push(...plain.map((part) => `${path}: ${part?.getText() ?? ''}`));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

const texts = new Set(Object.entries(sources).flatMap(([path, text]) => listSentences(path, text)));
/** The window shows nothing of these: words of the published document, and what a start on a console says. */
const notShown = /\/(?:src\/server\/openapi|main\/begin\.ts|src\/host\/start|main\/quit)/u;
const inCore = Object.entries(sources).filter(([path]) => !notShown.test(path));
const placesOf = (sentence: string) => [...new Set(sentence.match(/\{\d+\}/gu) ?? [])].toSorted();

describe('the sentences of the core', () => {
  it('are found in its source', () => {
    expect(texts.size).toBeGreaterThan(300);
    expect(texts).toContain('Copy the details and report it. The queue continues.');
  });

  it('are said in parts wherever an error, an outcome, a warning or a step of a task is made', () => {
    expect(inCore.flatMap(([path, text]) => listPlainTexts(path, text))).toEqual([]);
    const plain = `job.warn('a'); run.job.report({ phase: 'b' }); done(\`c \${d}\`); e = { status: 'skipped', message: 'f' };`;
    expect(listPlainTexts('', plain)).toHaveLength(4);
    expect(listPlainTexts('', `a({ note: 'It is gone.', reason: 'x y.', problem: \`No \${b}.\` })`)).toHaveLength(2);
  });

  it.each(Object.entries(languages))('are all in %s, with the same places, and no others', (_path, sentences) => {
    const known = Object.keys(sentences);
    expect([...texts].filter((english) => !known.includes(english))).toEqual([]);
    expect(known.filter((english) => !texts.has(english))).toEqual([]);
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
  const refused = new AppError('not-found', msg`There is no pack ${'{1}'} here: ${msg`it is gone`}.`, {
    remedy: msg`Look again.`,
    details: { name: 'one' },
  });

  it('is told in the language of the window, after any way', () => {
    setCoreSentences({
      'There is no pack {0} here: {1}.': '{1}: {0} fehlt.',
      'it is gone': 'Weg ist es',
      'Look again.': 'Schau nach.',
    });
    const described = { text: 'Weg ist es: {1} fehlt.', remedy: 'Schau nach.' };
    const body: unknown = JSON.parse(JSON.stringify(toWordedBody(refused)));
    expect(describeError(refused)).toEqual(described);
    expect(describeError(body as ReturnType<typeof toWordedBody>)).toEqual(described);
    expect(describeError(fromErrorBody(body as ReturnType<typeof toWordedBody>))).toEqual(described);
    setCoreSentences({});
    expect(describeError(refused)).toEqual({ text: 'There is no pack {1} here: it is gone.', remedy: 'Look again.' });
  });

  it('is told without what a program printed behind it, and with what follows that', () => {
    const printed = new AppError(
      'git-failed',
      joinMessages([msg`Cloning ${'one'} failed.\n${'fatal: no'}`, msg`It is back.`]),
      {
        details: { output: 'fatal: no' },
      },
    );
    expect(describeError(printed).text).toBe('Cloning one failed. It is back.');
    expect(printed.message).toContain('fatal: no');
  });

  it('of an older app, or of somebody else, is told as it came', () => {
    expect(describeError(toErrorBody(refused)).text).toBe('There is no pack {1} here: it is gone.');
    expect(describeError(toErrorBody(new AppError('git-failed', 'fatal: no'))).remedy).toBe('');
  });

  it('stays plain for readers of English', () => {
    expect(toErrorBody(refused)).toEqual({
      ...{ code: 'not-found', name: 'one', remedy: 'Look again.', error: 'There is no pack {1} here: it is gone.' },
      message: 'There is no pack {1} here: it is gone. Look again.',
    });
  });
});

describe('what a task says that did not fail', () => {
  const inGerman = { 'Installed {0}.': '{0} ist installiert.', '{0} stays.': '{0} bleibt.', 'Nothing.': 'Nichts.' };
  const outcome = doneWithWarnings(msg`Installed ${'one'}.`, [msg`${'torch'} stays.`, 'fatal: no']);

  it('is in English on the wire and in history, and told in the language of the window', () => {
    expect(outcome).toMatchObject({ message: 'Installed one.', warnings: ['torch stays.', 'fatal: no'] });
    const stored = TaskOutcome.parse(JSON.parse(JSON.stringify(outcome)));
    setCoreSentences(inGerman);
    expect([describeOutcome(stored), ...describeWarnings(stored, stored)]).toEqual([
      'one ist installiert.',
      'torch bleibt.',
      'fatal: no',
    ]);
    setCoreSentences({});
    expect(describeOutcome(stored)).toBe('Installed one.');
  });

  it('is told of an older app as it came, but for whole sentences', () => {
    setCoreSentences(inGerman);
    const older: TaskOutcome = { status: 'warning', message: 'Nothing.', warnings: ['torch stays.'] };
    expect([describeOutcome(older), ...describeWarnings(older)]).toEqual(['Nichts.', 'torch stays.']);
    expect(describeOutcome(done('Installed by hand'))).toBe('Installed by hand');
    setCoreSentences({});
  });

  it('is told while it works', () => {
    const step = { ui_id: 'a', bytesDone: null, bytesTotal: null, fraction: null };
    const words = { phase: msg`Downloading`, message: msg`${'x'} stays.` };
    setCoreSentences({ ...inGerman, Downloading: 'Herunterladen' });
    expect(describeStep({ ...step, phase: 'Downloading', message: 'x stays.', words })).toEqual({
      phase: 'Herunterladen',
      message: 'x bleibt.',
    });
    expect(describeStep(undefined)).toEqual({ phase: '', message: '' });
    setCoreSentences({});
  });
});

describe('why a pack did not import', () => {
  it('names the pack by its title, and nothing else', () => {
    setCoreSentences({});
    const cause = msg`${'wants-git'} needs the module ${'git'}.`;
    const remedy = msg`Look up on the page of ${'wants-git'}.`;
    const described = describeProblem(
      {
        ...{
          name: 'wants-git',
          path: '',
          msg: '',
          traceback: '',
          cause: formatMessage(cause),
          rule: null,
          remedy: null,
        },
        words: { message: cause, remedy },
      },
      'Wants Git',
    );
    expect(described).toEqual({ text: 'Wants Git needs the module git.', remedy: 'Look up on the page of Wants Git.' });
  });
});
