import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { commitOf, openCodePlace, updateTo, type CodePlace } from '../testing/comfy-code';

let place: CodePlace;
afterEach(() => place.remove());

const summary = async (mode: 'local' | 'remote' = 'local') => {
  const { releases, current, previous } = await place.code.releases(mode);
  const versions = releases.map(({ version, isCurrent, isNewest }) =>
    [version, isCurrent && 'current', isNewest && 'newest'].filter(Boolean).join(' '),
  );
  return { versions, current: current.name, branch: current.branch, previous: previous?.name ?? null };
};

describe('the versions of ComfyUI with dates and notes', () => {
  it('stand newest first, each with the commits that came with it', async () => {
    place = await openCodePlace();
    const { releases, current, changedFiles, previous } = await place.code.releases('local');
    expect(releases).toMatchObject([
      { version: 'nightly', kind: 'nightly', notes: { from: 'commits', lines: ['three'], more: 0 }, isNewest: false },
      { version: 'v0.3.10', kind: 'release', notes: { from: 'commits', lines: ['two'] }, isNewest: true },
      { version: 'v0.3.9', kind: 'release', notes: { from: 'commits', lines: ['one'] }, isCurrent: true },
    ]);
    for (const { date, requirementsChanged } of releases) {
      expect(Date.parse(date)).toBe(Date.parse('2025-09-01T10:00:00Z'));
      // There is no requirements.txt at any of them.
      expect(requirementsChanged).toBeNull();
    }
    expect(current).toMatchObject({ name: 'v0.3.9', branch: 'main', date: releases[2]?.date });
    expect(changedFiles).toEqual([]);
    // The test clone was reset to its place, which is a move of HEAD.
    expect(previous?.commit).toBe(releases[0]?.commit);
  });

  it('take the words of a tag for its notes, unless they are its name once more', async () => {
    place = await openCodePlace();
    const inRemote = (...args: string[]) =>
      git(['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], { cwd: place.remoteDir });
    await inRemote('tag', '-a', '-m', 'Faster sampling\n\n- one thing\n- another', 'v0.3.11', 'main');
    await place.publish([commitOf('five', {}, ['v0.3.12'])]);
    await inRemote('tag', '-a', '-f', '-m', 'Release v0.3.12', 'v0.3.12', 'v0.3.12');
    const { releases } = await place.code.releases('remote');
    expect(releases.map(({ version, notes }) => [version, notes])).toMatchObject([
      ['nightly', { from: 'commits', lines: [] }],
      ['v0.3.12', { from: 'commits', lines: ['five'] }],
      ['v0.3.11', { from: 'tag', lines: ['Faster sampling', '', '- one thing', '- another'], more: 0 }],
      ['v0.3.10', {}],
      ['v0.3.9', {}],
    ]);
  });

  it('tell where requirements differ from those of today', async () => {
    const base = commitOf('one', { 'requirements.txt': 'a\n' }, ['v0.1.0']);
    const more = [commitOf('two', {}, ['v0.2.0']), commitOf('three', { 'requirements.txt': 'a\nb\n' }, ['v0.3.0'])];
    place = await openCodePlace({
      commits: [base, ...more, commitOf('four', { 'requirements.txt': null }, ['v0.3.9'])],
    });
    await place.git('reset', '--quiet', '--hard', 'v0.1.0');
    const changed = (await place.code.releases('local')).releases.map((one) => [one.version, one.requirementsChanged]);
    expect(changed).toEqual([
      ['nightly', null],
      ['v0.3.9', null],
      ['v0.3.0', true],
      ['v0.2.0', false],
      ['v0.1.0', false],
    ]);
  });

  it('are read from disk alone, and asked for anew only on demand', async () => {
    place = await openCodePlace();
    await place.publish([commitOf('four', {}, ['v0.4.0'])]);
    expect((await summary()).versions).toEqual(['nightly', 'v0.3.10 newest', 'v0.3.9 current']);
    expect((await summary('remote')).versions).toEqual(['nightly', 'v0.4.0 newest', 'v0.3.10', 'v0.3.9 current']);
    const { askedAt } = await place.code.releases('local');
    expect(askedAt).not.toBeNull();
    await place.goOffline();
    await expect(place.code.releases('remote')).rejects.toMatchObject({ code: expect.stringMatching(/failed/) });
    expect((await summary()).versions).toHaveLength(4);
    // A question that nobody answered makes nothing younger.
    expect((await place.code.releases('local')).askedAt).toBe(askedAt);
  });

  it('know the way back: of the last change that stayed, and of none that was taken back', async () => {
    place = await openCodePlace();
    await updateTo(place, { target_version: 'v0.3.10' });
    expect(await summary()).toMatchObject({ current: 'v0.3.10', branch: null, previous: 'v0.3.9' });
    // Its requirements cannot be had: the change is taken back.
    await place.publish([commitOf('bad', { 'requirements.txt': '-r missing.txt\n' }, ['v0.5.0'])]);
    await expect(updateTo(place, { target_version: 'v0.5.0' })).rejects.toThrow();
    expect(await summary()).toMatchObject({ current: 'v0.3.10', previous: 'v0.3.9' });
    await updateTo(place, { target_version: 'v0.3.9' });
    expect(await summary()).toMatchObject({ current: 'v0.3.9', previous: 'v0.3.10' });
  });

  it('name the files that a change would keep aside, and lie between releases by their own name', async () => {
    place = await openCodePlace();
    await place.write('nodes.py', 'A = "mine"\n');
    await place.write('new.txt', 'mine');
    await place.git('add', 'new.txt');
    expect((await place.code.releases('local')).changedFiles).toEqual(['new.txt', 'nodes.py']);
    await place.git('commit', '--quiet', '--all', '--message', 'my own');
    const own = await place.code.releases('local');
    expect(own.current.name).toMatch(/^v0\.3\.9-1-g[0-9a-f]+$/);
    expect(own.releases.some(({ isCurrent }) => isCurrent)).toBe(false);
    expect(own.changedFiles).toEqual([]);
  });

  it('work where git has no log of HEAD', async () => {
    place = await openCodePlace();
    await writeFile(join(place.dir, '.git', 'logs', 'HEAD'), '');
    expect((await summary()).previous).toBeNull();
  });
});
