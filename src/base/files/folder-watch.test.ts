import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import { watchFolder, watchesWholeTrees, type Watching } from './folder-watch';

let root = '';
let watching: Watching | null = null;
let received: (string | null)[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'watched földer-'));
  received = [];
});
afterEach(async () => {
  watching?.close();
  await rm(root, { recursive: true, force: true });
});

function begin(folder = root): void {
  watching = watchFolder(folder, { changed: (path) => received.push(path), lost: () => received.push('(lost)') });
}
const hears = (path: string) => expect.poll(() => received, { timeout: 5000 }).toContain(path);

/** Whether this machine lets a test have few watches of its own, without taking them from others. */
function canLimitWatches(): boolean {
  try {
    execFileSync('unshare', ['-Ur', 'sh', '-c', 'echo 1 > /proc/sys/user/max_inotify_watches'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const isLimitable = canLimitWatches();

describe('a watched folder', () => {
  it('tells what is added, written, renamed and removed in it, by name', async () => {
    begin();
    expect(watching).not.toBeNull();
    await mkdir(join(root, 'päck 木'));
    await hears('päck 木');
    await rename(join(root, 'päck 木'), join(root, 'renamed'));
    await hears('renamed');
    await writeFile(join(root, 'one.py'), '');
    await hears('one.py');
    received = [];
    await rm(join(root, 'one.py'));
    await hears('one.py');
  });

  it('is silent after it was closed', async () => {
    begin();
    await writeFile(join(root, 'first'), '');
    await hears('first');
    watching?.close();
    received = [];
    const second = watchFolder(root, {
      changed: (path) => received.push(`still watched: ${path ?? ''}`),
      lost: () => undefined,
    });
    await writeFile(join(root, 'second'), '');
    await hears('still watched: second');
    second?.close();
    expect(received).not.toContain('second');
  });

  it(
    'tells of what is below its subfolders',
    onlyWhere(watchesWholeTrees, 'one watch covers a whole tree only on Windows and macOS'),
    async () => {
      await mkdir(join(root, 'a', 'b'), { recursive: true });
      begin();
      await writeFile(join(root, 'a', 'b', 'c'), '');
      await hears(join('a', 'b', 'c'));
    },
  );

  it('cannot be had of a folder that is not there', () => {
    begin(join(root, 'nowhere'));
    expect(watching).toBeNull();
  });

  it(
    'cannot be had when the system has no watch left, and says so without an error',
    onlyWhere(isLimitable, 'user namespaces with limits of their own are not allowed here'),
    async () => {
      const source = await readFile(join(import.meta.dirname, 'folder-watch.ts'), 'utf8');
      const module = ts.ModuleKind.ESNext;
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { module, target: ts.ScriptTarget.ES2022 },
      });
      await writeFile(join(root, 'folder-watch.mjs'), outputText);
      const program = `
      import { mkdirSync } from 'node:fs';
      import { watchFolder } from './folder-watch.mjs';
      const answers = ['a', 'b', 'c', 'd'].map((name) => {
        mkdirSync(name);
        return watchFolder(name, { changed() {}, lost() {} }) !== null;
      });
      console.log(JSON.stringify(answers));`;
      await writeFile(join(root, 'program.mjs'), program);
      const limited = 'echo 2 > /proc/sys/user/max_inotify_watches && exec "$1" program.mjs';
      const printed = execFileSync('unshare', ['-Ur', 'sh', '-c', limited, 'sh', process.execPath], { cwd: root });
      expect(JSON.parse(printed.toString())).toEqual([true, true, false, false]);
    },
  );
});
