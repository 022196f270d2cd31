import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { removeInside } from '../../../base/files/files';
import { startRun } from '../../testing/task-run';
import { actOn } from '../testing/pack-actions';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';

const [owner, repo] = ['adaquill', 'ComfyUI-Paper-Lantern'];
const content = randomBytes(200_000);
const weight = content.toString('hex');

let place: PackPlace;
let tried = '';
beforeAll(async () => {
  place = await openPackPlace('tried commits');
  Object.assign(process.env, place.world.env);
  tried = join(dirname(place.paths.stagingDir), 'tried');
});
beforeEach(async () => {
  await place.reset();
  await removeInside(place.paths.desktopDir, 'tried');
});
afterAll(() => place.stop());

const { update } = actOn(() => place);

/** What the host of repositories was asked for, and sent, while something was done. */
async function askedBy(work: () => Promise<unknown>): Promise<{ posts: number; bytes: number }> {
  const before = place.world.git.sentBytes();
  place.world.forgetRequests();
  await work();
  const posts = place.world.requests().filter(({ method }) => method === 'POST').length;
  return { posts, bytes: place.world.git.sentBytes() - before };
}

/** A clone whose remote has got a commit with a large file since. */
async function placeBehind(name: string): Promise<{ dir: string; newest: string }> {
  const dir = await place.world.comfyui.placeClone(owner, repo);
  const files = { [name]: `${name} ${weight}` };
  const newest = await place.world.git.commit(owner, repo, { message: name, files, date: '2026-01-01T00:00:00Z' });
  return { dir, newest };
}

const tryUpdate = () => place.packs.prepareUpdate(repo, join(place.paths.stagingDir, 'next'), startRun(place));
const headOf = (dir: string) => git(['rev-parse', 'HEAD'], { cwd: dir });

it('an update asks its remote for no commit that a trial has fetched, and the repository is whole', async () => {
  const plain = await placeBehind('plain.txt');
  const usual = await askedBy(() => update(repo));
  expect([await headOf(plain.dir), usual.bytes > 200_000]).toEqual([plain.newest, true]);

  await place.reset();
  const { dir, newest } = await placeBehind('tried.txt');
  const trial = await askedBy(async () => expect((await tryUpdate()).to).toBe(newest));
  expect([trial.posts, trial.bytes > 200_000]).toEqual([usual.posts, true]);
  expect((await readdir(tried)).length).toBe(2);
  const taken = await askedBy(() => update(repo));
  // The refs of the remote are still asked for, so that tags come as ever.
  expect([taken.posts, taken.bytes < 20_000]).toEqual([usual.posts - 1, true]);
  expect([await headOf(dir), await git(['status', '--porcelain'], { cwd: dir })]).toEqual([newest, '']);
  await git(['fsck', '--strict', '--no-dangling'], { cwd: dir });
  expect(await readdir(tried)).toEqual([]);
});

it('what was spoilt since, and a newer commit, are fetched as ever', async () => {
  const { dir, newest } = await placeBehind('spoilt.txt');
  await tryUpdate();
  const [kept = ''] = (await readdir(tried)).filter((name) => !name.endsWith('.json'));
  // git's own files may not be written to.
  await removeInside(join(tried, kept), '0');
  await writeFile(join(tried, kept, '0'), 'spoilt');
  expect((await askedBy(() => update(repo))).bytes).toBeGreaterThan(200_000);
  expect(await headOf(dir)).toBe(newest);
  await git(['fsck', '--strict', '--no-dangling'], { cwd: dir });

  await place.reset();
  const older = await placeBehind('older.txt');
  await tryUpdate();
  const files = { 'newer.txt': `newer ${weight}` };
  const newer = await place.world.git.commit(owner, repo, { message: 'newer', files, date: '2026-01-02T00:00:00Z' });
  await update(repo);
  expect(await headOf(older.dir)).toBe(newer);
});

it('nothing is kept of what was not fine', async () => {
  await placeBehind('dropped.txt');
  const { kept } = await tryUpdate();
  expect((await readdir(tried)).length).toBe(2);
  await place.packs.dropTried(kept ?? '');
  expect(await readdir(tried)).toEqual([]);
});

it('those of a submodule are not fetched again either', async () => {
  const [boxes, shapes] = ['ComfyUI-Nested-Boxes', 'box-shapes'];
  await place.packs.install(installOf(boxes, 'nightly'), startRun(place));
  const files = { 'shape.txt': `shape ${weight}` };
  const shape = await place.world.git.commit(owner, shapes, { message: 'shape', files, date: '2026-01-01T00:00:00Z' });
  const work = join(place.paths.stagingDir, 'author');
  await git(['clone', '--quiet', place.world.git.bareDir(owner, boxes), work], {});
  await git(['update-index', '--cacheinfo', `160000,${shape},vendor/${shapes}`], { cwd: work });
  await git(['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message=Newer shapes'], {
    cwd: work,
  });
  await git(['push', '--quiet', 'origin', 'HEAD'], { cwd: work });
  await removeInside(place.paths.stagingDir, 'author');

  const next = join(place.paths.stagingDir, 'next');
  const trial = await askedBy(() => place.packs.prepareUpdate(boxes, next, startRun(place)));
  expect(trial.bytes).toBeGreaterThan(200_000);
  await removeInside(place.paths.stagingDir, 'next');
  const taken = await askedBy(() => update(boxes));
  expect(taken.bytes).toBeLessThan(20_000);
  const dir = place.pathOf(boxes);
  expect(await headOf(join(dir, 'vendor', shapes))).toBe(shape);
  expect(await git(['status', '--porcelain'], { cwd: dir })).toBe('');
  await git(['fsck', '--strict', '--no-dangling'], { cwd: join(dir, 'vendor', shapes) });
  expect(await readdir(tried)).toEqual([]);
});
