// A pack that is read is a stranger's: what would take all memory or time of its reader, or end it, is told of that pack, and the others are read.
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addCommits, git, initBare } from '../../../e2e/world/git-repos';
import { systemPython } from '../../../e2e/world/python-env';
import type { NodeList } from '../../contract/library/node-list';
import { onlyWhere } from '../../base/testing/only-where';
import type { PackFacts } from './facts';
import { openCachedFacts } from './cached-facts';
import { readNodeLists } from './node-lists';
import { readPacks, type PackPlace } from './read-versions';

const run = promisify(execFile);
const isPosix = process.platform !== 'win32';
const repeat = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('');
const uses = 'import comfy.sd\n';

/** Sixty files of which each takes everything of all the others. */
const stars = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [`m${at}.py`, repeat(60, (other) => `from .m${other} import *\n`)]),
);

/** Files of a pack that are read, and why one of them, or the pack (''), is not. */
const packs: Readonly<
  Record<string, { files: Readonly<Record<string, string>>; unread?: Readonly<Record<string, RegExp>> }>
> = {
  'a file of a million lines': { files: { 'big.py': 'x=1\n'.repeat(1_000_000) }, unread: { 'big.py': /mebibyte/u } },
  'files that are too much together': {
    files: Object.fromEntries(
      Array.from({ length: 17 }, (_, at) => [`m${at}.py`, `x = """${'x'.repeat(1_048_000)}"""\n`]),
    ),
    unread: { '': /more Python/u },
  },
  'sixty files that import everything of each other': { files: stars },
  'alternatives to alternatives': {
    files: {
      'try.py': `try:\n${repeat(8000, () => '    import comfy.sd\n')}except ImportError:\n${repeat(8000, () => '    import comfy.sd\n')}`,
    },
    unread: { '': /too much to be followed/u },
  },
  'a path that is longer than any module': {
    files: { 'deep.py': `import comfy${'.a'.repeat(2000)}\n` },
    unread: { 'deep.py': /longer/u },
  },
  'a file that is deeper than the parser goes': {
    files: { 'deep.py': `x = ${'-'.repeat(100_000)}1\n` },
    unread: { 'deep.py': /./u },
  },
  'folders that are deeper than anybody goes': { files: { [`${'d/'.repeat(60)}deep.py`]: uses } },
};

const start = (names: string): string => `${names}\nNODE_CLASS_MAPPINGS = {**A}\nNODE_CLASS_MAPPINGS.update(unknown)\n`;
const lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sixty files that import everything of each other': { ...stars, '__init__.py': start('from .m0 import *') },
  'files that take all memory': {
    ...Object.fromEntries(
      Array.from({ length: 14 }, (_, at) => [`m${at}.py`, `NODE_CLASS_MAPPINGS={}\n${'x=1\n'.repeat(260_000)}`]),
    ),
    '__init__.py': repeat(14, (at) => `from .m${at} import NODE_CLASS_MAPPINGS as N${at}\n`) + start(''),
  },
  'one that is large beside nothing': { '__init__.py': `NODE_CLASS_MAPPINGS = {}\n${'x=1\n'.repeat(1_000_000)}` },
};
const calm = { calm: { '__init__.py': 'class A: ...\nNODE_CLASS_MAPPINGS = {"One": A}\n' } };

/** Runs the Python that is meant, writes down the most memory that it took, in KiB, and goes on as it ended. */
const meter = (log: string): string => `import resource, subprocess, sys
code = subprocess.call([sys.executable, *sys.argv[1:]])
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
with open(${JSON.stringify(log)}, "a") as file:
    file.write(f"{most // (1024 if sys.platform == 'darwin' else 1)}\\n")
sys.exit(code)
`;

let root: string;
let places: PackPlace[];

async function putFiles(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
}

async function put(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const dir = join(root, 'packs', name);
  await putFiles(dir, { '__init__.py': uses, ...files });
  places.push({ key: name, dir, isFile: false });
  return dir;
}

/** Of the pipe and the other links nobody may wait, or read anything. */
async function putSpecialFiles(): Promise<void> {
  if (!isPosix) return;
  const outside = join(root, 'outside.py');
  await writeFile(outside, 'import comfy.outside\n');
  const dir = await put('files that are none', {});
  await run('mkfifo', [join(dir, 'pipe.py')]);
  await symlink('/dev/zero', join(dir, 'endless.py'));
  await symlink('/dev/stdin', join(dir, 'standard.py'));
  await symlink(outside, join(dir, 'outside.py'));
  await symlink('itself.py', join(dir, 'itself.py'));
  await symlink(dirname(outside), join(dir, 'folder'));
  const pipe = join(root, 'packs', 'pipe.py');
  await run('mkfifo', [pipe]);
  places.push({ key: 'a pack that is a pipe', dir: pipe, isFile: true });
  places.push({ key: 'a pack that is gone', dir: join(root, 'packs', 'gone.py'), isFile: true });
}

/** A program in the place of a Python: a shell that begins another one. */
async function writeInterpreter(name: string, command: string): Promise<string> {
  const file = join(root, name);
  await writeFile(file, `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

async function writePython(name: string, script: string): Promise<string> {
  await writeFile(join(root, `${name}.py`), script);
  return writeInterpreter(name, `${systemPython()} ${join(root, `${name}.py`)}`);
}

const reading = async () => ({
  ...{
    interpreter: isPosix ? await writePython('measured', meter(join(root, 'memory.log'))) : systemPython(),
    stagingDir: join(root, 'staging'),
  },
  ...{ cache: openCachedFacts(join(root, 'kept')), signal: new AbortController().signal },
});

let facts: ReadonlyMap<string, PackFacts>;
const found = new Map<string, NodeList>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hostile-packs-'));
  places = [];
  for (const [name, { files }] of Object.entries(packs)) await put(name, files);
  await putSpecialFiles();
  await put('calm', {});
  facts = await readPacks(places, ['comfy'], await reading());
  const repository = join(root, 'packs.git');
  await mkdir(repository);
  await initBare(repository);
  const names = [...Object.keys(lists), 'calm'];
  const archives: string[] = [];
  for (const [at, files] of [...Object.values(lists), ...Object.values(calm)].entries()) {
    await addCommits(repository, `case-${at}`, [{ message: 'x', files, date: '2025-01-01T00:00:00Z' }]);
    archives.push(join(root, `${at}.tar`));
    await git(['archive', `--output=${join(root, `${at}.tar`)}`, `case-${at}`], { cwd: repository });
  }
  (await readNodeLists(archives, await reading())).forEach((list, at) => found.set(names[at] ?? '', list));
}, 300_000);
afterAll(() => rm(root, { recursive: true, force: true }));

const pathsOf = (key: string): string[] =>
  (facts.get(key)?.files ?? []).flatMap(({ references }) => references.map(({ path }) => path));

it.each(Object.entries(packs))('is told of that pack alone: %s', (name, { unread = {} }) => {
  const readFacts = facts.get(name);
  expect(Object.fromEntries((readFacts?.unread ?? []).map(({ file, reason }) => [file, reason]))).toEqual(
    Object.fromEntries(Object.entries(unread).map(([file, reason]) => [file, expect.stringMatching(reason)])),
  );
  expect(pathsOf(name).slice(0, 1)).toEqual(['comfy.sd']);
});

it('reads the packs beside them', () => {
  expect(facts.get('calm')?.unread).toEqual([]);
  expect(pathsOf('calm')).toEqual(['comfy.sd']);
  expect(found.get('calm')).toMatchObject({ classes: { One: null }, hole: null });
});

const posix = onlyWhere(isPosix, 'Windows has neither pipes nor devices with names in a folder');

it('reads nothing but regular files that lie in the pack', posix, () => {
  const readFacts = facts.get('files that are none');
  expect(readFacts?.files.map(({ file }) => file)).toEqual(['__init__.py']);
  expect(facts.get('a pack that is a pipe')?.unread).toHaveLength(1);
  expect(facts.get('a pack that is gone')?.unread).toHaveLength(1);
});

it.each(Object.keys(lists))('says that nobody knows the nodes of a version: %s', (name) => {
  expect(found.get(name)).toMatchObject({ hole: { file: expect.any(String) as string } });
});

it('takes no more memory than there is for it', posix, async () => {
  const most = (await readFile(join(root, 'memory.log'), 'utf8')).trim().split('\n').map(Number);
  expect(Math.max(...most)).toBeLessThan(1.2 * 1024 * 1024);
});

/** As root nothing is closed, so a Python without the powers of root is asked. */
async function powerless(): Promise<string> {
  if (process.getuid?.() !== 0) return systemPython();
  const dropped = '-dac_override,-dac_read_search';
  return writeInterpreter('powerless', `setpriv --bounding-set=${dropped} --inh-caps=${dropped} ${systemPython()}`);
}

const linux = onlyWhere(process.platform === 'linux', 'only Linux takes single powers from root');

it('tells a file that may not be opened, and reads the rest', linux, async () => {
  places = [];
  const dir = await put('closed', { 'closed.py': uses, 'open.py': uses });
  await chmod(join(dir, 'closed.py'), 0);
  await put('beside', {});
  const readFacts = await readPacks(places, ['comfy'], { ...(await reading()), interpreter: await powerless() });
  expect(readFacts.get('closed')?.unread).toEqual([
    { file: 'closed.py', reason: expect.stringContaining('denied') as string },
  ]);
  expect(readFacts.get('closed')?.files.map(({ file }) => file)).toEqual(['__init__.py', 'open.py']);
  expect(readFacts.get('beside')?.files).toHaveLength(1);
});

/** The reader as it is, but that a pack has less time. */
const hurried = `import os, runpy, sys
at = sys.argv.index("-B") + 1
sys.path.insert(0, os.path.dirname(sys.argv[at]))
import budget
budget.MOST_SECONDS = 5
sys.argv = sys.argv[at:]
runpy.run_path(sys.argv[0], run_name="__main__")
`;

it('goes on with the next pack where one takes more time than there is for it', posix, async () => {
  places = [];
  const nested = repeat(90, (at) => `${' '.repeat(at)}def f${at}():\n`);
  await put('long', { 'long.py': `${nested}${' '.repeat(90)}${'x=1;'.repeat(200_000)}\n` });
  await put('after', {});
  const interpreter = await writePython('hurried', hurried);
  const readFacts = await readPacks(places, ['comfy'], { ...(await reading()), interpreter });
  expect(readFacts.get('long')).toMatchObject({
    files: [],
    unread: [{ file: '', reason: expect.stringContaining('too long') as string }],
  });
  expect(readFacts.get('after')?.files).toHaveLength(1);
});
