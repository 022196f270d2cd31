import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commitOf, openCodePlace, type CodePlace } from '../testing/comfy-code';
import { startRun } from '../../testing/task-run';

describe('the versions of ComfyUI', () => {
  let place: CodePlace;
  beforeEach(async () => {
    place = await openCodePlace();
  });
  afterEach(() => place.remove());
  const versions = () => place.code.versions();

  it('shows at once what another program checks out, tags or packs', async () => {
    expect(await versions()).toEqual({ versions: ['nightly', 'v0.3.10', 'v0.3.9'], current: 'v0.3.9' });
    await place.git('checkout', '--quiet', 'v0.3.10');
    expect((await versions()).current).toBe('v0.3.10');
    await place.git('reset', '--quiet', '--hard', 'origin/main');
    expect((await versions()).current).toBe('nightly');
    await place.git('tag', '-a', '-m', 'a release', 'v0.4.0');
    const after = { versions: ['nightly', 'v0.4.0', 'v0.3.10', 'v0.3.9'], current: 'v0.4.0' };
    expect(await versions()).toEqual(after);
    await place.git('pack-refs', '--all');
    expect(await versions()).toEqual(after);
    await place.git('commit', '--quiet', '--allow-empty', '-m', 'mine');
    expect((await versions()).current).toMatch(/^v0\.4\.0-1-g[0-9a-f]{7,}$/);
    expect((await versions()).versions[1]).toBe((await versions()).current);
    await place.git('tag', '--delete', 'v0.4.0');
    expect((await versions()).current).toMatch(/^v0\.3\.10-2-g/);
  });

  it('fetches behind the back of the asker, and not again for a while', async () => {
    await place.publish([commitOf('four', {}, ['v0.4.0'])]);
    // As if the clone's own fetch had been long ago.
    await utimes(join(place.dir, '.git', 'FETCH_HEAD'), 0, 0);
    expect((await versions()).versions).not.toContain('v0.4.0');
    await vi.waitFor(async () => expect((await versions()).versions[1]).toBe('v0.4.0'), { timeout: 5000 });
    await place.publish([commitOf('five', {}, ['v0.5.0'])]);
    await versions();
    await new Promise((done) => setTimeout(done, 300));
    expect((await versions()).versions[1]).toBe('v0.4.0');
  });

  it('fetches nothing while a change is under way, when two fetches would make each other fail', async () => {
    await place.publish([commitOf('four', {}, ['v0.4.0'])]);
    await utimes(join(place.dir, '.git', 'FETCH_HEAD'), 0, 0);
    const answers: Promise<unknown>[] = [];
    const run = startRun(place, () => answers.push(versions()));
    await place.code.update({ target_version: 'v0.3.10' }, run);
    await Promise.all(answers);
    await new Promise((done) => setTimeout(done, 300));
    expect(answers.length).toBeGreaterThan(0);
    expect((await stat(join(place.dir, '.git', 'FETCH_HEAD'))).mtimeMs).toBe(0);
    expect((await versions()).versions).not.toContain('v0.4.0');
    await vi.waitFor(async () => expect((await versions()).versions[1]).toBe('v0.4.0'), { timeout: 5000 });
  });

  it('answers without a network, and says when there is no repository', async () => {
    await place.goOffline();
    await utimes(join(place.dir, '.git', 'FETCH_HEAD'), 0, 0);
    expect((await versions()).current).toBe('v0.3.9');
    await place.code.close();
    const other = await openCodePlace();
    await other.remove();
    await expect(other.code.versions()).rejects.toMatchObject({ code: 'comfyui-not-git' });
  });

  // What a caller waits for is measured by the benchmark; how long the machine lets a process wait says nothing of this code.
  it('starts no process and takes a fraction of 10 ms when nothing has changed, with many tags', async () => {
    const commit = await place.git('rev-parse', 'HEAD');
    for (let patch = 0; patch < 60; patch += 1) await place.git('update-ref', `refs/tags/v1.0.${patch}`, commit);
    await versions();
    await place.config.set({ git_exe: join(place.root, 'no such program') });
    const rounds = 200;
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) await versions();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000 / rounds).toBeLessThan(2);
    // Without a program to ask, a change shows that it would have been asked.
    await place.git('tag', 'v2.0.0');
    await expect(versions()).rejects.toMatchObject({ code: 'git-missing' });
  });

  it('knows where the code is from files alone', async () => {
    const commit = await place.git('rev-parse', 'HEAD');
    expect(place.code.current()).toEqual({ commit, branch: 'main' });
    await place.git('checkout', '--quiet', '--detach');
    expect(place.code.current()).toEqual({ commit, branch: null });
  });
});
