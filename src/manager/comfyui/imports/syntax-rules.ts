import type { Evidence } from './import-evidence';
import { msg, type Message } from '../../../contract/text/message';
import { newerPython, byHand, culprit, isAtLeast, pythonName, updatePack, type ImportRule } from './import-rule';

const isSyntax = ({ type, text }: Evidence) =>
  /^(?:SyntaxError|IndentationError|TabError)$/.test(type) ||
  /^(?:SyntaxError|IndentationError|TabError): /m.test(text);

const placeName = ({ place, name }: Evidence) => (place === null ? name : msg`${place.file} line ${place.line}`);

/** Grammar by the version that brought it: seen in the line of code where an older Python stumbled. */
const grammar: readonly { since: string; code: RegExp; words: Message }[] = [
  {
    since: '3.14',
    code: /^except\s+\w[\w.]*\s*,\s*\w[\w.]*(?:\s*,\s*\w[\w.]*)*\s*:/,
    words: msg`a bare list of exceptions`,
  },
  {
    since: '3.12',
    code: /^type\s+\w+\s*(?:\[.*\])?\s*=|^(?:async\s+)?(?:def|class)\s+\w+\s*\[/,
    words: msg`type parameters`,
  },
  { since: '3.12', code: /\bf(?:"[^"]*\{[^}"]*"|'[^']*\{[^}']*')/, words: msg`quotes inside f-strings` },
  { since: '3.11', code: /^except\s*\*/, words: msg`exception groups` },
  { since: '3.10', code: /^(?:match|case)\s.+:\s*(?:#.*)?$/, words: msg`match statements` },
  { since: '3.8', code: /:=/, words: msg`assignment expressions` },
];

const newerSyntax: ImportRule = {
  name: 'syntax-newer-python',
  find(evidence, facts) {
    const { place } = evidence;
    if (!isSyntax(evidence) || place === null) return null;
    const known = grammar.find(({ code, since }) => code.test(place.code) && !isAtLeast(facts.pythonVersion, since));
    if (known === undefined) return null;
    return newerPython(evidence, facts, {
      what: msg`${placeName(evidence)} of ${culprit(evidence, facts)} uses ${known.words}, which`,
      since: known.since,
    });
  },
};

const olderSyntax: ImportRule = {
  name: 'syntax-python-2',
  find(evidence, facts) {
    const { message } = evidence;
    if (!/Missing parentheses in call to '(?:print|exec)'|multiple exception types must be parenthesized/.test(message))
      return null;
    // Python 3.14 made the parentheses optional, so this may be a line of the future as well as of the past.
    const cause = msg`${placeName(evidence)} of ${culprit(evidence, facts)} is written for Python 2, which ${pythonName(facts)} cannot read.`;
    return { cause, remedy: updatePack(evidence, facts) };
  },
};

const mergeMarks: ImportRule = {
  name: 'merge-conflict',
  find(evidence, facts) {
    if (!isSyntax(evidence) || !/^(?:<{7}|={7}|>{7})/.test(evidence.place?.code ?? '')) return null;
    const cause = msg`${placeName(evidence)} of ${culprit(evidence, facts)} holds the marks of an unfinished git merge.`;
    return {
      cause,
      remedy: byHand(msg`Uninstall ${evidence.name} and install it again, or finish the merge in its folder.`),
    };
  },
};

const damagedSource: ImportRule = {
  name: 'source-damaged',
  find(evidence, facts) {
    const { message, name } = evidence;
    const isNull = /contain null bytes/.test(message);
    const isOther = /Non-UTF-8 code|invalid non-printable character/.test(message);
    const isPage = /^<(?:!DOCTYPE|html)/i.test(evidence.place?.code ?? '');
    if (!isNull && !(isSyntax(evidence) && (isOther || isPage))) return null;
    const where = isNull ? msg`A file` : placeName(evidence);
    const why = isPage ? msg`a web page was saved in its place` : msg`the file is damaged`;
    const again = facts.source === 'file' ? msg`Download ${name} again.` : msg`Uninstall ${name} and install it again.`;
    return { cause: msg`${where} of ${culprit(evidence, facts)} is not Python code: ${why}.`, remedy: byHand(again) };
  },
};

const otherSyntax: ImportRule = {
  name: 'syntax-error',
  find(evidence, facts) {
    if (!isSyntax(evidence)) return null;
    const [words = 'invalid syntax'] = evidence.message.split('\n');
    const cause = msg`${pythonName(facts)} cannot read ${placeName(evidence)} of ${culprit(evidence, facts)}: ${words.replace(/ \([^()]*line \d+\)$/, '')}.`;
    return { cause, remedy: updatePack(evidence, facts) };
  },
};

/** Code that this Python cannot read; the most specific first. */
export const rulesOfSyntax: readonly ImportRule[] = [mergeMarks, damagedSource, newerSyntax, olderSyntax, otherSyntax];
