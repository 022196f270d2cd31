import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwatchedJob } from '../async/job';
import { createGit } from './git';

const ours = createGit({ executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 10_000 });
const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', '-c', 'protocol.file.allow=always'];

let root = '';
const at = (...names: string[]) => join(root, ...names);
const git = (...args: string[]) =>
  execFileSync('git', [...identity, ...args], { cwd: at('pack'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const changed = async (commit = git('rev-parse', 'HEAD').trim()) =>
  ours.changedFiles({ dir: at('pack'), commit, workDir: at('work') }, unwatchedJob());

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'git edits ü-'));
  await mkdir(at('pack', 'web'), { recursive: true });
  for (const name of ['nodes.py', 'gone.py', 'mode.py', 'link.py', 'web/ä b.js'])
    await writeFile(at('pack', name), `${name}\n`);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('files that differ from a commit', () => {
  it('are those with another content: not what is missing, added, or of another mode', async () => {
    expect(await changed()).toEqual([]);
    await appendFile(at('pack', 'nodes.py'), 'mine\n');
    await appendFile(at('pack', 'web', 'ä b.js'), 'mine\n');
    await writeFile(at('pack', 'mine.py'), 'mine\n');
    await rm(at('pack', 'gone.py'));
    await chmod(at('pack', 'mode.py'), 0o755);
    await rm(at('pack', 'link.py'));
    await symlink(at('pack', 'mine.py'), at('pack', 'link.py'));
    git('add', 'nodes.py', 'mine.py');
    const before = await readFile(at('pack', '.git', 'index'));
    expect(await changed()).toEqual(['nodes.py', 'web/ä b.js']);
    // Nothing is left behind, and nothing of the clone is written.
    expect(await readdir(at('work'))).toEqual([]);
    expect(await readFile(at('pack', '.git', 'index'))).toEqual(before);
  });

  it('are found where git was told to overlook them, and lines may end as the clone has settled it', async () => {
    git('config', 'core.autocrlf', 'true');
    await writeFile(at('pack', 'nodes.py'), 'nodes.py\r\n');
    expect(await changed()).toEqual([]);
    git('update-index', '--assume-unchanged', 'mode.py');
    await appendFile(at('pack', 'mode.py'), 'mine\n');
    expect(await changed()).toEqual(['mode.py']);
  });

  it('are found in submodules', async () => {
    await mkdir(at('boxes'));
    const inBoxes = (...args: string[]) => execFileSync('git', [...identity, ...args], { cwd: at('boxes') });
    await writeFile(at('boxes', 'box.py'), 'box\n');
    inBoxes('init', '--quiet');
    inBoxes('add', '.');
    inBoxes('commit', '--quiet', '-m', 'first');
    git('submodule', '--quiet', 'add', at('boxes'), 'vendor/boxes');
    git('commit', '--quiet', '-m', 'boxes');
    expect(await changed()).toEqual([]);
    await appendFile(at('pack', 'vendor', 'boxes', 'box.py'), 'mine\n');
    expect(await changed()).toEqual(['vendor/boxes/box.py']);
  });

  it('are listed without running anything that the clone names', async () => {
    const trap = (name: string) => `touch '${at(`ran-${name}`)}'; cat`;
    const settings = {
      'core.fsmonitor': trap('fsmonitor'),
      'filter.trap.clean': trap('clean'),
      'filter.trap.smudge': trap('smudge'),
      'filter.trap.process': trap('process'),
      'diff.external': trap('external'),
      'diff.trap.textconv': trap('textconv'),
      'diff.trap.command': trap('command'),
      'alias.ls-files': `!${trap('alias')}`,
      'core.pager': trap('pager'),
      'core.hooksPath': at('hooks'),
    };
    for (const [name, value] of Object.entries(settings)) git('config', name, value);
    for (const hooks of [at('hooks'), at('pack', '.git', 'hooks')]) {
      await mkdir(hooks, { recursive: true });
      await writeFile(join(hooks, 'post-index-change'), `#!/bin/sh\ntouch '${at('ran-hook')}'\n`, { mode: 0o755 });
    }
    const attributes = '* filter=trap diff=trap\n';
    await writeFile(at('pack', '.gitattributes'), attributes);
    await writeFile(at('pack', '.git', 'info', 'attributes'), attributes);
    await appendFile(at('pack', 'nodes.py'), 'mine\n');
    const ran = async () => (await readdir(root)).filter((name) => name.startsWith('ran-'));
    expect(await changed(git('rev-parse', 'HEAD').trim())).toEqual(['nodes.py']);
    expect(await ran()).toEqual([]);
    // The control case: git itself runs it.
    git('status', '--porcelain');
    expect(await ran()).toContain('ran-fsmonitor');
  });
});

describe('taking edits along', () => {
  const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`);
  const edit = (index: number, text: string) => `${lines.with(index, text).join('\n')}\n`;
  const carry = async (next: string | Buffer, edited: string | Buffer) => {
    const texts = { base: edit(0, 'line 0'), next, edited };
    for (const [folder, text] of Object.entries(texts)) {
      await mkdir(at(folder), { recursive: true });
      await writeFile(at(folder, 'nodes.py'), text);
    }
    const dirs = { editedDir: at('edited'), baseDir: at('base'), nextDir: at('next') };
    const isCarried = await ours.carryEdits({ name: 'nodes.py', ...dirs }, unwatchedJob());
    return { isCarried, next: await readFile(at('next', 'nodes.py')) };
  };

  it('merges what does not touch', async () => {
    const { isCarried, next } = await carry(edit(1, 'theirs'), edit(7, 'mine'));
    expect(isCarried).toBe(true);
    expect(next.toString()).toBe(`${lines.with(1, 'theirs').with(7, 'mine').join('\n')}\n`);
  });

  it('leaves the new file as it is where both changed the same line, where it is no text, and where one of them is missing', async () => {
    expect(await carry(edit(4, 'theirs'), edit(4, 'mine'))).toEqual({
      ...{ isCarried: false, next: Buffer.from(edit(4, 'theirs')) },
    });
    const binary = Buffer.from([0, 1, 2, 255]);
    expect(await carry(binary, edit(4, 'mine'))).toEqual({ isCarried: false, next: binary });
    await rm(at('next', 'nodes.py'));
    const dirs = { editedDir: at('edited'), baseDir: at('base'), nextDir: at('next') };
    expect(await ours.carryEdits({ name: 'nodes.py', ...dirs }, unwatchedJob())).toBe(false);
    expect(existsSync(at('next', 'nodes.py'))).toBe(false);
  });

  it('writes through no link', async () => {
    await mkdir(at('elsewhere'));
    await writeFile(at('elsewhere', 'nodes.py'), edit(0, 'theirs'));
    await mkdir(at('next'));
    await symlink(at('elsewhere'), at('next', 'web'));
    for (const folder of ['base', 'edited']) {
      await mkdir(at(folder, 'web'), { recursive: true });
      await writeFile(at(folder, 'web', 'nodes.py'), edit(0, folder));
    }
    const dirs = { editedDir: at('edited'), baseDir: at('base'), nextDir: at('next') };
    expect(await ours.carryEdits({ name: 'web/nodes.py', ...dirs }, unwatchedJob())).toBe(false);
    expect(await readFile(at('elsewhere', 'nodes.py'), 'utf8')).toBe(edit(0, 'theirs'));
  });
});
