import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitOf, openCodePlace, updateTo, type CodePlace } from '../testing/comfy-code';

let place: CodePlace;
beforeEach(async () => {
  place = await openCodePlace({ commits });
});
afterEach(() => place.remove());

/** What all releases have; v0.4.0 has other content everywhere, and something at places that are free in v0.3.9. */
const names = ['edited', 'staged', 'staged and edited', 'gone', 'gone and staged', 'out of the index', 'now a folder'];
const filesOf = (content: string) => Object.fromEntries(names.map((name) => [`${name}.py`, content]));
const added = {
  'mine.py': 'theirs\n',
  'user/ignored.yaml': 'theirs\n',
  'a/b/c.py': 'theirs\n',
  'folder.py': 'theirs\n',
};
const commits = [
  commitOf('one', { ...filesOf('old\n'), 'untouched.py': 'same\n', '.gitignore': 'user/\n' }, ['v0.3.9']),
  commitOf('two', { ...filesOf('new\n'), ...added }, ['v0.4.0']),
  // No environment is there, so this release fails when its requirements are to be installed.
  commitOf('three', { ...filesOf('newest\n'), 'requirements.txt': 'tinydep\n' }, ['v0.5.0']),
];

const switchTo = (version: string) => updateTo(place, { target_version: version });

/** Every way in which files can differ from their commit. */
async function makeChanges(): Promise<void> {
  await place.write('edited.py', 'my edit\n');
  await place.write('untouched.py', 'my edit of what no release changes\n');
  await place.write('staged.py', 'my staged\n');
  await place.write('staged and edited.py', 'my staged\n');
  await place.write('staged new.py', 'my new\n');
  await place.git('add', 'staged.py', 'staged and edited.py', 'staged new.py');
  await place.write('staged and edited.py', 'my edit after staging\n');
  await rm(join(place.dir, 'gone.py'));
  await place.git('rm', '--quiet', 'gone and staged.py');
  await place.git('rm', '--quiet', '--cached', 'out of the index.py');
  await place.write('out of the index.py', 'my own now\n');
  await place.git('rm', '--quiet', 'now a folder.py');
  await place.write('now a folder.py/inside.py', 'mine\n');
  await place.write('mine.py', 'mine\n');
  await place.write('user/ignored.yaml', 'mine\n');
  await place.write('a', 'a file where a folder shall be\n');
  await place.write('folder.py/deep/notes.txt', 'mine\n');
  await place.write('far from everything.txt', 'mine\n');
}

/** Where the message says that files lie. */
function savedFolderIn(message: string): string {
  return / in the way and (?:is|are) now in (.+?)\.$/.exec(message)?.[1] ?? '';
}

describe('local changes', () => {
  it('are kept aside by name, and the message says where', async () => {
    await makeChanges();
    const message = await switchTo('v0.4.0');
    expect(await place.git('status', '--porcelain')).toBe('?? "far from everything.txt"');
    for (const name of names) expect(await place.read(`${name}.py`), name).toBe('new\n');
    for (const name of Object.keys(added)) expect(await place.read(name), name).toBe('theirs\n');
    expect(await place.read('far from everything.txt')).toBe('mine\n');

    const branch = /are kept as branch "([^"]+)"/.exec(message)?.[1] ?? '';
    const show = (name: string) => place.git('show', `${branch}:${name}`);
    expect(await show('edited.py')).toBe('my edit');
    expect(await show('untouched.py')).toBe('my edit of what no release changes');
    expect(await show('staged.py')).toBe('my staged');
    expect(await show('staged and edited.py')).toBe('my edit after staging');
    expect(await place.git('show', `${branch}^2:staged and edited.py`)).toBe('my staged');
    expect(await show('staged new.py')).toBe('my new');
    expect(await show('out of the index.py')).toBe('my own now');
    await expect(show('gone and staged.py')).rejects.toThrow(/exists on disk|does not exist/);

    const folder = savedFolderIn(message);
    const ownFiles = { 'mine.py': 'mine\n', 'user/ignored.yaml': 'mine\n', a: 'a file where a folder shall be\n' };
    for (const [name, content] of Object.entries(ownFiles)) {
      expect(await readFile(join(folder, name), 'utf8'), name).toBe(content);
    }
    expect(await readFile(join(folder, 'folder.py/deep/notes.txt'), 'utf8')).toBe('mine\n');
    expect(await readFile(join(folder, 'now a folder.py/inside.py'), 'utf8')).toBe('mine\n');
  });

  it('come back with the command that the message names', async () => {
    await place.write('untouched.py', 'my edit\n');
    const [, command = ''] = /"git (stash apply [^"]+)"/.exec(await switchTo('v0.4.0')) ?? [];
    expect(await place.read('untouched.py')).toBe('same\n');
    await place.git(...command.split(' '));
    expect(await place.read('untouched.py')).toBe('my edit\n');
  });

  it('that only the index holds are kept as well', async () => {
    await place.write('edited.py', 'staged only\n');
    await place.git('add', 'edited.py');
    await place.write('edited.py', 'old\n');
    const [, command = '', branch = ''] = /"git (stash apply --index ([^"]+))"/.exec(await switchTo('v0.4.0')) ?? [];
    expect(command).not.toBe('');
    expect(await place.git('show', `${branch}^2:edited.py`)).toBe('staged only');
  });

  it('are all back in their places, staged what was staged, after a failure', async () => {
    await makeChanges();
    const before = await place.picture();
    const version = { target_version: 'v0.5.0' };
    await expect(updateTo(place, version)).rejects.toMatchObject({
      code: 'environment-missing',
      message: expect.stringContaining('ComfyUI was put back'),
    });
    expect(await place.picture()).toEqual(before);
    expect(await place.read('user/ignored.yaml')).toBe('mine\n');
    expect(await place.read('a')).toBe('a file where a folder shall be\n');
  });

  it('stay in place when only the name of the commit changes, staged ones too', async () => {
    await place.git('checkout', '--quiet', 'v0.5.0');
    await rm(join(place.dir, 'requirements.txt'));
    await place.write('edited.py', 'my staged\n');
    await place.git('add', 'edited.py');
    await place.write('edited.py', 'my edit\n');
    const before = await place.picture();
    expect(await switchTo('nightly')).not.toContain('kept');
    expect(await place.picture()).toMatchObject({ staged: before.staged, edits: before.edits, branch: 'main' });
    await place.git('checkout', '--quiet', '--detach');
    await place.git('checkout', 'requirements.txt');
    const again = await place.picture();
    await expect(switchTo('nightly')).rejects.toMatchObject({ code: 'environment-missing' });
    expect(await place.picture()).toEqual(again);
  });
});

describe('a switch is refused, and nothing touched,', () => {
  async function expectRefused(message: RegExp): Promise<void> {
    const before = await place.picture();
    await expect(switchTo('v0.4.0')).rejects.toMatchObject({ code: 'local-changes', message });
    expect(await place.picture()).toEqual(before);
  }

  it('in the middle of a merge and of a rebase', async () => {
    await place.git('checkout', '--quiet', '-b', 'other');
    await place.write('edited.py', 'one side\n');
    await place.git('commit', '--quiet', '-am', 'one side');
    await place.git('checkout', '--quiet', 'main');
    await place.write('edited.py', 'other side\n');
    await place.git('commit', '--quiet', '-am', 'other side');
    await expect(place.git('merge', 'other')).rejects.toThrow();
    await expectRefused(/A merge is under way/);
    await rm(join(place.dir, '.git', 'MERGE_HEAD'));
    await expectRefused(/unsolved conflicts.*edited\.py/);
    await place.git('reset', '--quiet', '--hard');
    await expect(place.git('rebase', 'other')).rejects.toThrow();
    await expectRefused(/A rebase is under way/);
  });

  it('for files that were only announced to git', async () => {
    await place.write('announced.py', 'mine\n');
    await place.git('add', '--intent-to-add', 'announced.py');
    await expectRefused(/announced\.py/);
  });

  it.each(['--skip-worktree', '--assume-unchanged'])('for files that git overlooks (%s)', async (flag) => {
    await place.git('update-index', flag, 'edited.py');
    await place.write('edited.py', 'hidden edit\n');
    await expectRefused(/told to overlook.*edited\.py/);
    expect(await place.read('edited.py')).toBe('hidden edit\n');
  });

  it('when a file would be written through a link', async () => {
    const elsewhere = join(place.root, 'elsewhere');
    await mkdir(join(elsewhere, 'b'), { recursive: true });
    await writeFile(join(elsewhere, 'b', 'c.py'), 'mine\n');
    await symlink(elsewhere, join(place.dir, 'a'));
    await expectRefused(/"a" is a link/);
    expect(await readFile(join(elsewhere, 'b', 'c.py'), 'utf8')).toBe('mine\n');
  });
});
