import { spawnSync } from 'node:child_process';
import { constants } from 'node:fs';
import { link, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import { appendLine, readJsonIfPresent, writeAt, writeAtomic, writeJson, writePrivate } from './files';
import { overwriteIf, replaceName } from './hard-links';
import { openLineFile } from './lines/line-file';
import { openOwn, openOwnNow, readOwnText, readOwnTextNow } from './own-file';
import { openOwnLines } from './lines/own-lines';
import { openRotatingFile } from './lines/rotating-file';

const isPosix = onlyWhere(
  process.platform !== 'win32',
  'Windows has no pipes in folders, and links need a right there',
);
const written = 'what the person wrote\n';
let dir: string;
let person: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'own file '));
  person = join(dir, 'novel.txt');
  await writeFile(person, written);
  await mkdir(join(dir, 'ours'));
  file = join(dir, 'ours', 'notes.json');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const makePipe = (path: string) => spawnSync('mkfifo', [path]);
const places: [what: string, put: () => unknown][] = [
  ['a link to a file of a person', () => symlink(person, file)],
  ['a link that leads nowhere', () => symlink(join(dir, 'nowhere'), file)],
  ['a link that leads to itself', () => symlink(file, file)],
  ['a pipe that nobody writes into', () => makePipe(file)],
];
const secondName: (typeof places)[number] = ['a second name of a file of a person', () => link(person, file)];
const refused = { code: 'path-outside-root' };
const flags = constants.O_CREAT | constants.O_RDWR;

describe('in the place of a file of ours', isPosix, () => {
  const unchanged = async () => {
    expect(await readFile(person, 'utf8')).toBe(written);
    expect((await readdir(dir)).sort()).toEqual(['novel.txt', 'ours']);
  };
  const ways: [name: string, write: () => unknown][] = [
    ['opened', () => openOwn(file, { flags }).then((handle) => handle.close())],
    ['opened at once', () => openOwnNow(file, { flags })],
    ['written over', () => overwriteIf(file, () => true, 'ours')],
    ['added to', () => appendLine(file, 'ours')],
    ['written in parts', () => writeAt(file, Buffer.from('ours'), 0)],
  ];

  it.each(
    [...places, secondName].flatMap(([what, put]) =>
      ways.map(([name, write]) => [what, name, { put, write }] as const),
    ),
  )('%s is not %s', async (_what, _name, { put, write }) => {
    await put();
    await expect((async () => write())()).rejects.toMatchObject(refused);
    await unchanged();
  });

  it.each(places)('%s is not read, and nobody waits for it', async (_what, put) => {
    await put();
    await expect(readOwnText(file)).rejects.toMatchObject(refused);
    await expect(readJsonIfPresent(file)).rejects.toMatchObject(refused);
    expect(() => readOwnTextNow(file)).toThrow(/needs a file of its own/);
  });

  it.each([...places, secondName])('%s takes no lines: a file of lines', async (_what, put) => {
    await put();
    const isSecondName = put === secondName[1];
    if (!isSecondName) expect(() => openLineFile(file)).toThrow(/needs a file of its own/);
    else {
      const lines = openLineFile(file);
      lines.append('ours');
      lines.close();
      // What was there stays, under a name that is ours alone.
      expect(await readFile(file, 'utf8')).toBe(`${written}ours\n`);
    }
    await unchanged();
  });

  it.each(places)('%s is set aside where lines of ours are opened', async (_what, put) => {
    await put();
    const options = {
      parse: (line: string) => line,
      keep: (values: readonly string[]) => values,
      what: 'It' as never,
      notify: () => undefined,
    };
    const { values, lines } = await openOwnLines<string>(file, options);
    lines.append('ours');
    lines.close();
    expect(values).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('ours\n');
    await unchanged();
  });

  it.each([...places, secondName])('%s takes no log', async (_what, put) => {
    await put();
    const problems: unknown[] = [];
    const log = openRotatingFile(file, { maxBytes: 1000, keep: 2, onProblem: (error) => problems.push(error) });
    log.write('ours\n');
    await log.close();
    expect(problems).toMatchObject([refused]);
    await unchanged();
  });

  it('a link is not written through by what replaces a file whole, and a second name keeps what it has', async () => {
    await symlink(person, file);
    for (const write of [writeAtomic, writePrivate, writeJson])
      await expect(write(file, 'ours')).rejects.toMatchObject(refused);
    await rm(file);
    await link(person, file);
    await writeAtomic(file, 'ours');
    expect(await readFile(file, 'utf8')).toBe('ours');
    await unchanged();
    await rm(file);
    await symlink(person, file);
    await replaceName(file, 'ours');
    expect(await readFile(file, 'utf8')).toBe('ours');
    await unchanged();
  });

  it('a link at the name that a half-written file would have is not written through', async () => {
    await symlink(person, `${file}.new`);
    const lines = openLineFile(file);
    lines.replace(['ours']);
    lines.close();
    expect(await readFile(file, 'utf8')).toBe('ours\n');
    await unchanged();
  });

  it('what is larger than any file of ours is not read', async () => {
    const handle = await open(file, 'w');
    await handle.truncate(2 ** 40);
    await handle.close();
    await expect(readOwnText(file)).rejects.toMatchObject(refused);
    await expect(readOwnText(file, 10)).rejects.toMatchObject(refused);
  });
});

it('a plain file is read and written, none and a folder are null', async () => {
  expect(await readOwnText(file)).toBeNull();
  expect(await readOwnText(join(dir, 'ours'))).toBeNull();
  await writeFile(file, '{"a":1}');
  expect([await readOwnText(file), readOwnTextNow(file)]).toEqual(['{"a":1}', '{"a":1}']);
  expect(await readJsonIfPresent(file)).toEqual({ a: 1 });
});

it('a file that many replace at once is whole, has the rights it had, and leaves nothing beside it', async () => {
  await writeFile(file, 'before', { mode: 0o640 });
  await Promise.all(Array.from({ length: 20 }, (_, at) => writeAtomic(file, String(at))));
  expect(await readFile(file, 'utf8')).toMatch(/^1?\d$/u);
  expect(await readdir(join(dir, 'ours'))).toEqual(['notes.json']);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o640);
});
