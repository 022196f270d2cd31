import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { commitOf, openCodePlace, updateTo, type CodePlace } from '../testing/comfy-code';
import { startRun } from '../../testing/task-run';

let place: CodePlace;
beforeEach(async () => {
  place = await openCodePlace();
});
afterEach(() => place.remove());

const switchTo = (version: string) => updateTo(place, { target_version: version });
const hashOf = (name: string) => place.git('rev-parse', `${name}^{commit}`);
const inRemote = (...args: string[]) => git(args, { cwd: place.remoteDir });
/** The hash of HEAD and the branch it is on, null when detached. */
async function where() {
  const branch = await place.git('rev-parse', '--abbrev-ref', 'HEAD');
  return { commit: await hashOf('HEAD'), branch: branch === 'HEAD' ? null : branch };
}

describe('a switch', () => {
  it('goes to a release, a commit however written, a branch, and nightly', async () => {
    const dev = await place.publish([commitOf('on dev', { '.gitignore': 'user/\n' })], 'dev');
    const tip = await hashOf('origin/main');
    const steps = [
      { version: 'v0.3.10', commit: await hashOf('v0.3.10'), branch: null },
      { version: await hashOf('v0.3.9'), commit: await hashOf('v0.3.9'), branch: null },
      { version: tip.slice(0, 8), commit: tip, branch: null },
      { version: 'v0.3.9', commit: await hashOf('v0.3.9'), branch: null },
      { version: await place.git('describe', '--tags', tip), commit: tip, branch: null },
      { version: 'dev', commit: dev, branch: 'dev' },
      { version: 'nightly', commit: tip, branch: 'main' },
    ];
    for (const { version, ...wanted } of steps) {
      expect(await switchTo(version), version).toMatch(/^ComfyUI was changed from /);
      expect(await where(), version).toEqual(wanted);
      expect(await place.git('status', '--porcelain'), version).toBe('');
    }
    expect(await place.git('config', 'branch.dev.merge')).toBe('refs/heads/dev');
  });

  it('says from where to where, and writes exactly the files of the version', async () => {
    expect(await switchTo('v0.3.10')).toBe('ComfyUI was changed from v0.3.9 (main) to v0.3.10.');
    expect(await place.read('old.py')).toBeNull();
    expect(await place.read('comfy/new.py')).toBe('B = 2\n');
    expect(await switchTo('v0.3.9')).toBe('ComfyUI was changed from v0.3.10 to v0.3.9.');
    expect(await place.read('old.py')).toBe('');
    expect(await place.read('comfy/new.py')).toBeNull();
  });

  it('to the newest release says that it is a step back, by its commits or by its number', async () => {
    const isOlder = async () =>
      Object.fromEntries((await place.code.releases('local')).releases.map((one) => [one.version, one.isOlder]));
    expect(await isOlder()).toEqual({ nightly: false, 'v0.3.10': false, 'v0.3.9': false });
    await switchTo('nightly');
    expect(await isOlder()).toEqual({ nightly: false, 'v0.3.10': true, 'v0.3.9': true });
    expect(await updateTo(place, { is_stable: true })).toMatch(/to v0\.3\.10\. This is a step back: v0\.3\.10, /);
    // Named by a person it is what they want.
    expect(await switchTo('v0.3.9')).toBe('ComfyUI was changed from v0.3.10 to v0.3.9.');

    // A mirror whose newest tag was made on a branch of releases: it has commits that are not here, and a lower number.
    await place.publish([commitOf('mirror', { 'comfyui_version.py': '__version__ = "0.26.0"\n' })], 'mirror');
    await switchTo('mirror');
    await place.publish(
      [commitOf('release', { 'comfyui_version.py': '__version__ = "0.8.2"\n' }, ['v0.8.2'])],
      'release',
    );
    await place.code.releases('remote');
    expect(await isOlder()).toMatchObject({ 'v0.8.2': true });
    expect(await updateTo(place, { is_stable: true })).toContain(
      'This is a step back: v0.8.2, the newest release that the remote of ComfyUI has, is older than 0.26.0.',
    );
  });

  it('to where the code is already is a success that changes nothing', async () => {
    const before = await place.picture();
    expect(await switchTo('v0.3.9')).toBe('ComfyUI is already at v0.3.9 (main).');
    expect(await place.picture()).toEqual(before);
  });

  it('fetches a release and a commit that are not here, one that no branch leads to as well', async () => {
    const released = await place.publish([commitOf('four', {}, ['v0.4.0'])]);
    const proposed = await place.publish([commitOf('a proposal')], 'proposal');
    await inRemote('update-ref', 'refs/pull/7/head', proposed);
    await inRemote('update-ref', '-d', 'refs/heads/proposal');
    await switchTo('v0.4.0');
    expect(await where()).toEqual({ commit: released, branch: null });
    await switchTo(proposed);
    expect(await where()).toEqual({ commit: proposed, branch: null });
  });

  it('fails with a reason when there is no such version, and changes nothing', async () => {
    const before = await place.picture();
    for (const version of ['v9.9.9', 'no-such-branch', 'f'.repeat(40), 'abcdef012']) {
      await expect(switchTo(version)).rejects.toMatchObject({
        code: 'version-not-found',
        message: expect.stringContaining(version),
      });
    }
    expect(await place.picture()).toEqual(before);
  });

  it('needs no remote for a release that is here, and is never "up to date" because the remote is away', async () => {
    await place.goOffline();
    const before = await place.picture();
    const wanted = [{ is_stable: true }, { is_stable: false }, { target_version: 'v0.4.0' }];
    for (const params of wanted) await expect(updateTo(place, params)).rejects.toMatchObject({ code: 'git-failed' });
    expect(await place.picture()).toEqual(before);
    await switchTo('v0.3.10');
    expect((await where()).commit).toBe(await hashOf('v0.3.10'));
    await place.git('remote', 'remove', 'origin');
    await expect(switchTo('nightly')).rejects.toMatchObject({ code: 'git-failed', remedy: /git remote add/ });
    await switchTo('v0.3.9');
  });

  it('follows the default branch that the remote has now', async () => {
    const trunk = await place.publish([commitOf('on trunk')], 'trunk');
    await writeFile(join(place.remoteDir, 'HEAD'), 'ref: refs/heads/trunk\n');
    await switchTo('nightly');
    expect(await where()).toEqual({ commit: trunk, branch: 'trunk' });
  });

  it('lets a moving tag of the remote be', async () => {
    await place.git('tag', 'latest', 'v0.3.9');
    const newest = await place.publish([commitOf('four', {}, ['v0.4.0', 'latest'])]);
    await switchTo('v0.4.0');
    expect((await where()).commit).toBe(newest);
    expect(await hashOf('latest')).toBe(await hashOf('v0.3.9'));
  });

  it('is refused by the policy before anything is asked or changed', async () => {
    await place.config.set({ security_level: 'normal' });
    await place.goOffline();
    await expect(switchTo('nightly')).rejects.toMatchObject({ code: 'policy-denied' });
  });

  it('says so when the code is no clone', async () => {
    await rm(join(place.dir, '.git'), { recursive: true });
    await expect(switchTo('v0.3.10')).rejects.toMatchObject({ code: 'comfyui-not-git', status: 400 });
    await expect(place.code.versions()).rejects.toMatchObject({ code: 'comfyui-not-git' });
    expect(place.code.current()).toEqual({ commit: null, branch: null });
  });

  it('ends by a cancel while it fetches, and a second one goes through', async () => {
    const before = await place.picture();
    const run = startRun(place, ({ phase }, self) => phase === 'Fetching' && self.cancel());
    await expect(place.code.update({ is_stable: false }, run)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await place.picture()).toEqual(before);
    await switchTo('nightly');
  });
});

describe('commits of one’s own', () => {
  async function commitMine(): Promise<string> {
    await place.write('mine.py', 'MINE = 1\n');
    await place.git('add', 'mine.py');
    await place.git('commit', '--quiet', '-m', 'mine');
    return hashOf('HEAD');
  }
  const savedName = /"(comfyui-manager-desktop\/kept\/[^"]+)"/;

  it('on a detached HEAD are kept by name', async () => {
    await place.git('checkout', '--quiet', 'v0.3.10');
    const mine = await commitMine();
    const name = savedName.exec(await switchTo('v0.3.9'))?.[1] ?? '';
    expect(await hashOf(name)).toBe(mine);
  });

  it('on the branch that an update moves are kept by name', async () => {
    const mine = await commitMine();
    const name = savedName.exec(await switchTo('nightly'))?.[1] ?? '';
    expect(await where()).toEqual({ commit: await hashOf('origin/main'), branch: 'main' });
    expect(await hashOf(name)).toBe(mine);
  });

  it('stay where they are when they come after everything the remote has', async () => {
    await switchTo('nightly');
    const mine = await commitMine();
    expect(await switchTo('nightly')).toMatch(/^ComfyUI is already at /);
    expect(await where()).toEqual({ commit: mine, branch: 'main' });
  });

  it('need no other name when a branch holds them', async () => {
    const mine = await commitMine();
    expect(await switchTo('v0.3.10')).not.toMatch(savedName);
    expect(await hashOf('main')).toBe(mine);
  });
});

describe('an update by policy', () => {
  it('brings the newest release, or the newest commit of the default branch', async () => {
    const [stable, nightly] = [await hashOf('v0.3.10'), await hashOf('origin/main')];
    const rows = [
      { policy: 'stable', commit: stable, branch: null },
      { policy: 'nightly', commit: nightly, branch: 'main' },
      { policy: 'stable-comfyui', commit: stable, branch: null },
      { policy: 'nightly-comfyui', commit: nightly, branch: 'main' },
    ] as const;
    for (const { policy, ...wanted } of rows) {
      await place.config.set({ update_policy: policy });
      expect(await updateTo(place, {}), policy).toMatch(/^ComfyUI was changed/);
      expect(await where(), policy).toEqual(wanted);
      expect(await updateTo(place, {}), policy).toMatch(/^ComfyUI is already at/);
    }
    expect(await updateTo(place, { is_stable: true })).toMatch(/to v0\.3\.10\. This is a step back: /);
    expect(await updateTo(place, { is_stable: false })).toMatch(/to v0\.3\.10-1-g[0-9a-f]+ \(main\)\.$/);
  });

  it('counts releases by number, and finds one that appeared a moment ago', async () => {
    await place.publish([commitOf('four', {}, ['v0.10.0']), commitOf('patch', {}, ['v0.3.11', 'v1.0.0-rc1'])]);
    expect(await updateTo(place, { is_stable: true })).toMatch(/to v0\.10\.0\.$/);
  });
});
