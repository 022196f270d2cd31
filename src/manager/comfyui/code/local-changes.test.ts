import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../../base/testing/other-volume';
import { moveFiles } from './local-changes';

const places = [
  { what: 'the same volume', parent: tmpdir(), isThere: true },
  { what: 'another volume', parent: otherVolume ?? '', isThere: otherVolume !== null },
];

describe.each(places)('files moved aside to $what', ({ parent, isThere }) => {
  let [dir, otherDir] = ['', ''];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'code 木-'));
    otherDir = isThere ? await mkdtemp(join(parent, 'kept 木-')) : dir;
  });
  afterEach(() => Promise.all([dir, otherDir].map((folder) => rm(folder, { recursive: true, force: true }))));

  async function write(name: string, content: string): Promise<void> {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }

  it(
    'go whole, links as links, and come back unless their place is taken',
    onlyWhere(isThere, noOtherVolume),
    async () => {
      await write('deep/er/file.txt', 'mine\n');
      await write('repository/.git/HEAD', 'ref: x\n');
      await symlink('nowhere', join(dir, 'link'));
      const names = ['deep/er/file.txt', 'repository/', 'link', 'not there'];
      expect(await moveFiles(names, { from: dir, to: otherDir })).toEqual([]);
      expect(await readdir(dir, { recursive: true })).toEqual(['deep', 'deep/er']);
      expect(await readFile(join(otherDir, 'repository', '.git', 'HEAD'), 'utf8')).toBe('ref: x\n');
      expect(await readlink(join(otherDir, 'link'))).toBe('nowhere');

      await write('repository/new', '');
      expect(await moveFiles(names, { from: otherDir, to: dir })).toEqual(['repository']);
      expect(await readFile(join(dir, 'deep/er/file.txt'), 'utf8')).toBe('mine\n');
      expect(await readFile(join(otherDir, 'repository', '.git', 'HEAD'), 'utf8')).toBe('ref: x\n');
    },
  );

  it('arrive whole although a crash has left a half copy there', onlyWhere(isThere, noOtherVolume), async () => {
    await write('folder/a.txt', 'a\n');
    await mkdir(join(otherDir, 'folder.part'));
    await writeFile(join(otherDir, 'folder.part', 'half.txt'), '');
    expect(await moveFiles(['folder'], { from: dir, to: otherDir })).toEqual([]);
    expect(await readdir(join(otherDir, 'folder'))).toEqual(['a.txt']);
  });
});
