import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { cutComment, decodeText, readRequirementTexts, resolveLocalPath, splitLines } from './requirement-text';

let packDir: string;
beforeEach(async () => {
  packDir = await mkdtemp(join(tmpdir(), 'päck 日本 '));
});
afterEach(() => rm(packDir, { recursive: true, force: true }));

const write = async (name: string, content: string | Buffer) => {
  await mkdir(dirname(join(packDir, name)), { recursive: true });
  await writeFile(join(packDir, name), content);
};
const isPosix = process.platform !== 'win32';
const linksNeedRights = 'links need rights of their own on Windows';
const texts = async () => (await readRequirementTexts(packDir)).map(({ text }) => text);
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('decodeText', () => {
  const text = 'tinydep  # für alle\n';
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with BOM', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE with BOM', swapped(`\ufeff${text}`)],
    ['UTF-16 LE', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE', swapped(text)],
    ['Latin-1', Buffer.from(text, 'latin1')],
  ])('reads %s', (_name, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });
});

describe('splitLines', () => {
  it('joins continuation lines and counts from their first', () => {
    const text = 'a==1 \\\n  --hash=sha256:00\r\n\r\n# note \\\nb\rc \\\n# inside\nd\\';
    expect(splitLines(text)).toEqual([
      { text: 'a==1   --hash=sha256:00', line: 1 },
      { text: '# note \\', line: 4 },
      { text: 'b', line: 5 },
      { text: 'c', line: 6 },
      { text: 'd', line: 8 },
    ]);
  });
});

describe('where a line ends', () => {
  const ends = ['\n', '\r', '\r\n', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];

  it.each(ends.map((end) => [JSON.stringify(end), end]))('an option behind %s is a line of its own', (_name, end) => {
    expect(splitLines(`tinydep${end}--index-url http://evil.example/simple`).map(({ text }) => text)).toEqual([
      'tinydep',
      '--index-url http://evil.example/simple',
    ]);
  });

  it.each(['\x1f', '\u00a0', '\u200b', '\u180e'])('%j ends none', (blank) => {
    expect(splitLines(`a${blank}b`)).toHaveLength(1);
  });

  it('leaves no backslash that would take the next line in', () => {
    expect(splitLines('a \\\\\nb\\\\').map(({ text }) => text)).toEqual(['a b']);
  });
});

describe('cutComment', () => {
  it.each([
    ['a # b', 'a'],
    ['# b', ''],
    ['a\x1f# b', 'a'],
    ['a @ https://h/x.whl#sha256=1  # c', 'a @ https://h/x.whl#sha256=1'],
    ['git+https://h/r#egg=a', 'git+https://h/r#egg=a'],
  ])('%s', (line, expected) => {
    expect(cutComment(line)).toBe(expected);
  });
});

describe('readRequirementTexts', () => {
  it('gives nothing without a file', async () => {
    expect(await texts()).toEqual([]);
  });

  it('puts the lines of named files in their place and tells constraints apart', async () => {
    await write('requirements.txt', 'a\n-r "more/x y.txt"\n--constraint=bounds.txt\nz');
    await write('more/x y.txt', 'b\n-r ../c.txt');
    await write('c.txt', 'c');
    await write('bounds.txt', 'a<3\n-r c.txt');
    expect(await readRequirementTexts(packDir)).toEqual([
      { text: 'a', source: 'requirements.txt line 1', isConstraint: false, folder: '.' },
      { text: 'b', source: 'more/x y.txt line 1', isConstraint: false, folder: 'more' },
      { text: 'c', source: 'c.txt line 1', isConstraint: false, folder: '.' },
      { text: 'a<3', source: 'bounds.txt line 1', isConstraint: true, folder: '.' },
      { text: 'c', source: 'c.txt line 1', isConstraint: true, folder: '.' },
      { text: 'z', source: 'requirements.txt line 4', isConstraint: false, folder: '.' },
    ]);
  });

  it.each([
    ['-r ../outside.txt', 'path-outside-root'],
    ['-r sub/../../outside.txt', 'path-outside-root'],
    ['-r /etc/passwd', 'path-outside-root'],
    ['-r missing.txt', 'requirements-failed'],
    ['-r https://example.com/r.txt', 'requirements-failed'],
    ['-r requirements.txt', 'requirements-failed'],
  ])('refuses %s', async (line, code) => {
    await write('requirements.txt', line);
    await expect(texts()).rejects.toMatchObject({ code });
  });

  it('refuses a folder that is a link out of the pack', onlyWhere(isPosix, linksNeedRights), async () => {
    await symlink(tmpdir(), join(packDir, 'link'));
    await write('requirements.txt', '-r link/some.txt');
    await expect(texts()).rejects.toMatchObject({ code: 'path-outside-root' });
  });

  it('refuses a file that is a link out of the pack', onlyWhere(isPosix, linksNeedRights), async () => {
    await symlink('/etc/hostname', join(packDir, 'requirements.txt'));
    await expect(texts()).rejects.toMatchObject({ code: 'path-outside-root' });
  });
});

describe('resolveLocalPath', () => {
  it('counts from the folder of the file and stays inside', async () => {
    await mkdir(join(packDir, 'sub'));
    const line = { text: '', source: '', isConstraint: false, folder: 'sub' };
    expect(await resolveLocalPath(packDir, line, './a.whl')).toBe(join(packDir, 'sub', 'a.whl'));
    expect(await resolveLocalPath(packDir, line, '..')).toBe(packDir);
    await expect(resolveLocalPath(packDir, line, '../../a.whl')).rejects.toMatchObject({ code: 'path-outside-root' });
  });
});
