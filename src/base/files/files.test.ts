import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import {
  appendLine,
  hasSystemCode,
  isDirectory,
  isInside,
  isWritable,
  listNames,
  makeTemporaryFolder,
  pathExists,
  readJsonIfPresent,
  readTextIfPresent,
  resolveInside,
  volumeOf,
  writeAtomic,
  writeJson,
  writePlain,
} from './files';
import { copyFolder, movePath, removeInside } from './move-files';
import { guardDisk } from './write-guard';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'files ünï 日本-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));
const at = (...names: string[]) => join(root, ...names);
const isPosix = process.platform !== 'win32';
const linksNeedRights = 'links need rights of their own on Windows';

describe('reading', () => {
  it('answers null or nothing for what is not there', async () => {
    expect(await readTextIfPresent(at('none'))).toBeNull();
    expect(await readTextIfPresent(root)).toBeNull();
    expect(await readJsonIfPresent(at('none'))).toBeNull();
    expect(await listNames(at('none'))).toEqual([]);
    expect(await pathExists(at('none'))).toBe(false);
    expect(await isDirectory(at('none'))).toBe(false);
  });

  it('reads what is there, names sorted, broken JSON as null', async () => {
    await writePlain(at('b', 'x.json'), '{"a": 1}');
    await writePlain(at('a.json'), '{"a": ');
    expect(await readJsonIfPresent(at('b', 'x.json'))).toEqual({ a: 1 });
    expect(await readJsonIfPresent(at('a.json'))).toBeNull();
    expect(await listNames(root)).toEqual(['a.json', 'b']);
    expect(await isDirectory(at('b'))).toBe(true);
    expect(await isDirectory(at('a.json'))).toBe(false);
  });

  it('counts a dangling link as something that is there', onlyWhere(isPosix, linksNeedRights), async () => {
    await symlink(at('nowhere'), at('link'));
    expect(await pathExists(at('link'))).toBe(true);
  });

  it('does not swallow other failures', async () => {
    await expect(listNames('a\0b')).rejects.toThrow();
  });
});

describe('writing', () => {
  it('makes the folder, replaces the content and leaves nothing beside it', async () => {
    await writeAtomic(at('deep', 'f.txt'), 'one');
    await writeAtomic(at('deep', 'f.txt'), 'two');
    expect(await readFile(at('deep', 'f.txt'), 'utf8')).toBe('two');
    expect(await readdir(at('deep'))).toEqual(['f.txt']);
  });

  it('a reader sees the old or the new content, never half of it', async () => {
    const file = at('f.txt');
    const contents = ['a', 'b'].map((letter) => letter.repeat(400_000));
    await writeAtomic(file, contents[0] ?? '');
    const state = { isWriting: true };
    const write = async () => {
      for (let round = 0; round < 15; round += 1) await writeAtomic(file, contents[round % 2] ?? '');
      state.isWriting = false;
    };
    const writing = write();
    while (state.isWriting) expect(contents).toContain(await readFile(file, 'utf8'));
    await writing;
  });

  it('writes JSON with four spaces and appends lines', async () => {
    await writeJson(at('a.json'), { a: [1] });
    expect(await readFile(at('a.json'), 'utf8')).toBe('{\n    "a": [\n        1\n    ]\n}');
    await appendLine(at('log'), 'eins');
    await appendLine(at('log'), 'zwö');
    expect(await readFile(at('log'), 'utf8')).toBe('eins\nzwö\n');
  });

  it('makes temporary folders that never meet', async () => {
    const made = await Promise.all([1, 2, 3].map(() => makeTemporaryFolder(at('stage'), 'x')));
    expect(new Set(made).size).toBe(3);
    for (const folder of made) expect(await isDirectory(folder)).toBe(true);
  });

  it('says in words that the disk is full, and lets other failures be', async () => {
    const fail = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
    await expect(guardDisk(fail('ENOSPC'), '/x')).rejects.toMatchObject({
      code: 'disk-full',
      remedy: expect.any(String),
    });
    await expect(guardDisk(fail('EDQUOT'), '/x')).rejects.toMatchObject({ code: 'disk-full' });
    await expect(guardDisk(fail('EIO'), '/x')).rejects.toMatchObject({ message: 'EIO' });
  });
});

describe('resolveInside', () => {
  it.each(['a', 'a/b', 'päck 日本', './a', 'a/../b', '..a', 'a..b'])('allows %j', async (name) => {
    expect(await resolveInside(root, name)).toBe(join(root, name));
  });

  it.each(['', '.', '..', '../x', 'a/../../x', '/etc/passwd', 'C:\\x', 'c:x', 'a\0b'])('refuses %j', async (name) => {
    await expect(resolveInside(root, name)).rejects.toMatchObject({ code: 'path-outside-root' });
  });

  it(
    'refuses a way through a link that leads out, allows the link itself and one that stays',
    onlyWhere(isPosix, linksNeedRights),
    async () => {
      await mkdir(at('root', 'real'), { recursive: true });
      await mkdir(at('outside'));
      await symlink(at('outside'), at('root', 'out'));
      await symlink(at('root', 'real'), at('root', 'in'));
      await expect(resolveInside(at('root'), 'out/x')).rejects.toMatchObject({ code: 'path-outside-root' });
      expect(await resolveInside(at('root'), 'out')).toBe(at('root', 'out'));
      expect(await resolveInside(at('root'), 'in/x')).toBe(at('root', 'in', 'x'));
    },
  );

  it('a sibling with the same beginning is not inside', () => {
    expect(isInside('/a/root', '/a/root-2/x')).toBe(false);
    expect(isInside('/a/root', '/a/root')).toBe(false);
    expect(isInside('/a/root', '/a/root/x')).toBe(true);
  });
});

describe('moving and removing', () => {
  it('moves by one rename into folders that are made', async () => {
    await writePlain(at('from', 'f'), 'x');
    const { ino } = await stat(at('from'));
    await movePath(at('from'), at('deep', 'to'));
    expect((await stat(at('deep', 'to'))).ino).toBe(ino);
    expect(await pathExists(at('from'))).toBe(false);
  });

  it('never moves over something', async () => {
    await writePlain(at('from', 'f'), 'x');
    await writePlain(at('to', 'g'), 'y');
    await expect(movePath(at('from'), at('to'))).rejects.toMatchObject({ code: 'pack-exists' });
    expect(await readdir(at('from'))).toEqual(['f']);
    expect(await readdir(at('to'))).toEqual(['g']);
  });

  it('removes below its root only, and a link without what it leads to', async () => {
    await writePlain(at('keep', 'f'), 'x');
    await writePlain(at('root', 'gone', 'f'), 'x');
    await removeInside(at('root'), 'gone');
    await removeInside(at('root'), 'never-was');
    expect(await readdir(at('root'))).toEqual([]);
    await expect(removeInside(at('root'), '../keep')).rejects.toMatchObject({ code: 'path-outside-root' });
    if (isPosix) {
      await symlink(at('keep'), at('root', 'link'));
      await removeInside(at('root'), 'link');
      expect(await readdir(at('root'))).toEqual([]);
    }
    expect(await readdir(at('keep'))).toEqual(['f']);
  });

  it('copies a folder with its links and times, and not over another', async () => {
    await writePlain(at('from', 'sub', 'f'), 'x');
    await utimes(at('from', 'sub', 'f'), 1_600_000_000, 1_600_000_000);
    if (isPosix) await symlink('sub/f', at('from', 'link'));
    await copyFolder(at('from'), at('to'));
    expect(await readFile(at('to', 'sub', 'f'), 'utf8')).toBe('x');
    if (isPosix) expect(await readlink(at('to', 'link'))).toBe('sub/f');
    const [from, to] = [await stat(at('from', 'sub', 'f')), await stat(at('to', 'sub', 'f'))];
    expect(Math.abs(to.mtimeMs - from.mtimeMs)).toBeLessThan(5);
    await expect(copyFolder(at('from'), at('to'))).rejects.toThrow();
  });
});

describe('facts about a path', () => {
  it('knows its volume and whether it can be written', async () => {
    expect(await volumeOf(root)).toBe((await stat(root)).dev);
    expect(await isWritable(root)).toBe(true);
    expect(await isWritable(at('none'))).toBe(false);
  });

  it('tells system codes apart from other errors', async () => {
    const error: unknown = await writeFile(at('none', 'f'), '').catch((thrown: unknown) => thrown);
    expect(hasSystemCode(error, 'EPERM', 'ENOENT')).toBe(true);
    expect(hasSystemCode(error, 'EPERM')).toBe(false);
    expect(hasSystemCode(new Error('ENOENT'), 'ENOENT')).toBe(false);
    expect(hasSystemCode('ENOENT', 'ENOENT')).toBe(false);
  });
});
