import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyWhere } from '../../base/testing/only-where';
import { editIni, parseIni, readSection } from './config-document';

const word = fc.stringMatching(/^[a-z_]{1,12}$/);
const text = fc.stringMatching(/^[\w äß/.:=#;,-]{0,20}$/).map((value) => value.trim());
const lineEnd = fc.constantFrom('\n', '\r\n');
const unknownLine = fc.oneof(
  fc.tuple(fc.constantFrom('#', ';', '  # '), text).map((parts) => parts.join(' ')),
  fc.constantFrom('', '   '),
  fc
    .tuple(word, fc.constantFrom('=', ' = ', ': ', ' :'), text)
    .map(([key, delimiter, value]) => `x${key}${delimiter}${value}`),
  fc.tuple(word, text).map(([key, value]) => `x${key} = ${value}\t`),
);
const block = fc.array(unknownLine, { maxLength: 8 });
const file = fc.record({
  before: fc.array(fc.constantFrom('# head', '; note', '')),
  own: block,
  middle: fc.boolean(),
  other: block,
  end: lineEnd,
  closed: fc.boolean(),
});

function write(input: {
  before: string[];
  own: string[];
  middle: boolean;
  other: string[];
  end: string;
  closed: boolean;
}): string {
  const other = ['[other section]', ...input.other];
  const own = ['[default]', 'Security_Level=weak', ...input.own];
  const lines = [...input.before, ...(input.middle ? [...other, ...own] : [...own, ...other])];
  return lines.join(input.end) + (input.closed ? input.end : '');
}

const changes = fc
  .dictionary(fc.constantFrom('security_level', 'network_mode', 'git_exe'), text, { minKeys: 1 })
  .map((values) => new Map(Object.entries(values)));

describe('editIni', () => {
  it('gives back every byte when nothing is changed', () => {
    fc.assert(
      fc.property(fc.oneof(file.map(write), fc.string()), (content) => {
        expect(editIni(parseIni(content), 'absent', new Map())).toBe(content);
      }),
    );
  });

  it('changes the asked lines only, whatever else is in the file', () => {
    fc.assert(
      fc.property(file.map(write), changes, (content, values) => {
        const edited = editIni(parseIni(content), 'default', values);
        const after = parseIni(edited);
        expect(after.problem).toBeNull();
        for (const [key, value] of values) expect(readSection(after, 'default').get(key)).toBe(value);
        expect(readSection(after, 'other section')).toEqual(readSection(parseIni(content), 'other section'));
        const isOurs = (line: string) => /^(security_level|network_mode|git_exe)\s*[=:]/i.test(line);
        const rest = (whole: string) =>
          whole
            .split(/(?<=\n)/)
            .filter((line) => !isOurs(line))
            .join('')
            .trimEnd();
        expect(rest(edited)).toBe(rest(content));
      }),
    );
  });

  it('keeps spelling, spacing and line ends of a changed line', () => {
    const content = '[default]\r\nSecurity_Level : weak  \r\ngit_exe =\r\nuse_uv=False\r\n';
    const values = new Map([
      ['security_level', 'strong'],
      ['git_exe', '/usr/bin/git'],
      ['use_uv', 'True'],
    ]);
    expect(editIni(parseIni(content), 'default', values)).toBe(
      '[default]\r\nSecurity_Level : strong\r\ngit_exe = /usr/bin/git\r\nuse_uv=True\r\n',
    );
  });

  it('replaces a value over several lines, keeping the comments in it', () => {
    const content = '[default]\na = 1\n  2\n# note\n  3\nb = 4\n';
    expect(readSection(parseIni(content), 'default').get('a')).toBe('1\n2\n3');
    expect(editIni(parseIni(content), 'default', new Map([['a', '9']]))).toBe('[default]\na = 9\n# note\nb = 4\n');
  });

  it('puts a new key behind the last one, and a new section at the end', () => {
    expect(editIni(parseIni('[default]\na = 1\n\n# bye\n\n[z]\nq = 1'), 'default', new Map([['b', '2']]))).toBe(
      '[default]\na = 1\nb = 2\n\n# bye\n\n[z]\nq = 1',
    );
    expect(editIni(parseIni('[z]\nq = 1'), 'default', new Map([['b', '2']]))).toBe('[z]\nq = 1\n\n[default]\nb = 2\n');
    expect(editIni(parseIni('[default]'), 'default', new Map([['b', '2']]))).toBe('[default]\nb = 2\n');
  });

  it('changes the last of several lines of one key, which is the one that counts', () => {
    expect(editIni(parseIni('[default]\na = 1\na = 2\n'), 'default', new Map([['a', '3']]))).toBe(
      '[default]\na = 1\na = 3\n',
    );
  });
});

describe('parseIni', () => {
  it.each(['key = 1\n', '[default]\njust words\n', '<html>'])('names what configparser refuses in %j', (content) => {
    expect(parseIni(content).problem).toMatch(/^line \d+ is neither/);
  });

  const hasPython = (() => {
    try {
      execFileSync('python3', ['-c', 'import configparser']);
      return true;
    } catch {
      return false;
    }
  })();

  it('reads and writes what Python reads', onlyWhere(hasPython, 'there is no python3 to compare with'), () => {
    const cases = fc.sample(fc.tuple(file.map(write), changes), { numRuns: 150, seed: 4 });
    const documents = cases.flatMap(([content, values]) => [content, editIni(parseIni(content), 'default', values)]);
    const script = [
      'import configparser, io, json, sys',
      'out = []',
      'for text in json.load(sys.stdin):',
      '    parser = configparser.ConfigParser(strict=False, interpolation=None)',
      '    parser.read_file(io.StringIO(text, newline=None))',
      '    out.append(dict(parser["default"]))',
      'print(json.dumps(out))',
    ].join('\n');
    const answer = execFileSync('python3', ['-c', script], { input: JSON.stringify(documents), encoding: 'utf8' });
    const ours = documents.map((content) =>
      Object.fromEntries([...readSection(parseIni(content), 'default')].map(([key, value]) => [key, value.trimEnd()])),
    );
    expect(ours).toEqual(JSON.parse(answer));
  });
});
