import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../../e2e/world/git-repos';
import { AppSettings } from '../../../contract/settings';
import { openPackPlace, type PackPlace } from '../testing/pack-place';
import { maySearch } from './update-checks';
import { saying } from '../../../base/testing/saying';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('updates');
  Object.assign(process.env, place.world.env);
});
beforeEach(async () => {
  await place.reset();
  await place.config.set({ network_mode: 'public' });
  place.settings['downloads.stallSeconds'] = 60;
});
afterAll(() => place.stop());

const lantern = 'ComfyUI-Paper-Lantern';
const never = new AbortController().signal;
const check = (mode: 'remote' | 'cache' | 'local' = 'remote', signal = never) => place.packs.updates(mode, signal);
const clone = (repo: string, options = {}) => place.world.comfyui.placeClone('adaquill', repo, options);
const headOf = (dir: string) => git(['rev-parse', 'HEAD'], { cwd: dir });
const commitOwn = (dir: string) =>
  git(['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'own'], {
    cwd: dir,
  });

describe('fetch_updates', () => {
  it('names clones and registry packs that are behind, lists pinned ones, and leaves the rest out', async () => {
    const behind = await clone(lantern, { behind: 1 });
    await clone('Prompt-Garden');
    const detached = await clone('Demo-Upscaler', { folderName: 'held', behind: 1 });
    await git(['checkout', '-q', '--detach'], { cwd: detached });
    const local = await clone('ComfyUI-Wired-Shapes', { behind: 1 });
    await git(['checkout', '-q', '-b', 'only-here'], { cwd: local });
    await clone('Sampler-Kit-Demo', { folderName: 'ComfyUI-Manager', behind: 1 });
    await clone('Two-Minds', { folderName: '.disabled/Two-Minds@nightly', behind: 1 });
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.2.0');
    await place.world.comfyui.placeRegistryPack('prompt-garden', '1.0.0', { disabled: true });
    await place.world.comfyui.placeFiles({ 'plain/__init__.py': '', 'one_file.py': '' });
    expect(await check()).toEqual({
      updates: [
        {
          id: lantern,
          kind: 'git',
          current: await headOf(behind),
          latest: await place.world.git.hashOf('adaquill', lantern),
        },
        { id: 'tidy-latents', kind: 'registry', current: '1.0.0', latest: '1.2.0' },
      ],
      pinned: ['ComfyUI-Wired-Shapes', 'held'],
      failed: [],
    });
  });

  it('knows own commits from missing ones, without a fetch', async () => {
    await commitOwn(await clone(lantern));
    const fetched = await clone('Prompt-Garden');
    await git(['reset', '--quiet', '--hard', 'HEAD~1'], { cwd: fetched });
    expect((await check()).updates.map(({ id }) => id)).toEqual(['Prompt-Garden']);
  });

  it('reports what could not be asked as failed, never as up to date (W13)', async () => {
    await clone(lantern, { behind: 1 });
    await clone('Prompt-Garden', { behind: 1 });
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.2.0');
    await place.world.comfyui.placeFiles({
      'nobody/pyproject.toml': '[project]\nname = "nobody"\nversion = "1.0.0"\n',
      'nobody/.tracking': 'pyproject.toml',
    });
    place.world.git.fault('adaquill', lantern, { kind: 'status', status: 503 });
    const found = await check();
    expect(found.updates.map(({ id }) => id)).toEqual(['Prompt-Garden']);
    expect(found.failed).toEqual([
      { id: lantern, reason: saying(/^Asking the remote for its newest commit failed: .+/) },
      { id: 'nobody', reason: saying('The registry does not have it.') },
    ]);
  });

  it('changes nothing on disk, in the index or in the settings of git (W14, W30)', async () => {
    await clone(lantern, { behind: 1 });
    await commitOwn(await clone('Prompt-Garden'));
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    const settings = () => readFileSync(process.env['GIT_CONFIG_GLOBAL'] ?? '', 'utf8');
    const before = [place.fingerprint(), settings()];
    expect((await check()).updates).toHaveLength(2);
    expect([place.fingerprint(), settings()]).toEqual(before);
  });

  it('asks plain addresses with one request each, and the registry with one for all', async () => {
    await clone(lantern, { behind: 1 });
    await clone('Prompt-Garden');
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.2.0');
    place.world.forgetRequests();
    await check();
    const paths = place.world.requests().map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`);
    expect(paths.sort()).toEqual([
      'GET /nodes',
      'POST /adaquill/ComfyUI-Paper-Lantern/git-upload-pack',
      'POST /adaquill/Prompt-Garden/git-upload-pack',
    ]);
  });

  it('obeys the addresses the person rewrites in the settings of git', async () => {
    const dir = await clone(lantern, { behind: 1 });
    await git(['remote', 'set-url', 'origin', `https://somewhere.invalid/adaquill/${lantern}`], { cwd: dir });
    const file = process.env['GIT_CONFIG_GLOBAL'] ?? '';
    const before = await readFile(file, 'utf8');
    await writeFile(file, `${before}[url "${place.world.git.url}/"]\n\tinsteadOf = https://somewhere.invalid/\n`);
    try {
      expect((await check()).updates.map(({ id }) => id)).toEqual([lantern]);
    } finally {
      await writeFile(file, before);
    }
    await git(['config', `url.${place.world.git.url}/.insteadOf`, 'https://somewhere.invalid/'], { cwd: dir });
    expect((await check()).updates.map(({ id }) => id)).toEqual([lantern]);
  });

  it('lets one silent remote fail alone, and ends at once when it is aborted', async () => {
    await clone(lantern, { behind: 1 });
    await clone('Prompt-Garden', { behind: 1 });
    place.world.git.fault('adaquill', lantern, { kind: 'hang' });
    place.settings['downloads.stallSeconds'] = 2;
    const startedMs = performance.now();
    const found = await check();
    expect(performance.now() - startedMs).toBeLessThan(6000);
    expect(found.updates.map(({ id }) => id)).toEqual(['Prompt-Garden']);
    expect(found.failed).toEqual([{ id: lantern, reason: saying('github.com gave no answer within 2 s.') }]);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    const againMs = performance.now();
    await expect(check('remote', stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - againMs).toBeLessThan(1500);
  });

  it('takes registry versions from where the mode says', async () => {
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    await expect(check('local')).rejects.toMatchObject({
      code: 'updates-unavailable',
      message: expect.stringContaining('mode local does not ask the registry'),
    });
    place.world.forgetRequests();
    expect((await check('cache')).updates).toHaveLength(1);
    expect(place.world.requests()).toHaveLength(1);
    await place.catalogue.load('remote');
    place.world.forgetRequests();
    for (const mode of ['local', 'cache'] as const) expect((await check(mode)).updates).toHaveLength(1);
    expect(place.world.requests()).toEqual([]);
    expect((await check('remote')).updates).toHaveLength(1);
    expect(place.world.requests()).toHaveLength(1);
  });

  it('refuses with the reason when nobody can be asked (W13)', async () => {
    expect(await check()).toEqual({ updates: [], pinned: [], failed: [] });
    await clone(lantern, { behind: 1 });
    await place.world.comfyui.placeFiles({
      'nobody/pyproject.toml': '[project]\nname = "nobody"\nversion = "1.0.0"\n',
      'nobody/.tracking': 'pyproject.toml',
    });
    await place.config.set({ network_mode: 'offline' });
    place.world.forgetRequests();
    await expect(check()).rejects.toMatchObject({
      code: 'updates-unavailable',
      status: 400,
      message: expect.stringContaining('network_mode = offline'),
      details: { failed: [{ id: lantern }, { id: 'nobody' }] },
    });
    expect(place.world.requests()).toEqual([]);
  });

  it('is not asked by itself without the network, or where the person does not want it', async () => {
    const search = (wanted: boolean) =>
      maySearch({ settings: AppSettings.parse({ 'packs.checkUpdates': String(wanted) }), config: place.config });
    expect([search(true), search(false)]).toEqual([true, false]);
    await place.config.set({ network_mode: 'offline' });
    expect(search(true)).toBe(false);
  });

  it('says that a host is away once, however many clones come from it', async () => {
    for (let index = 0; index < 12; index += 1) {
      const dir = place.pathOf(`away-${index}`);
      await mkdir(dir);
      await git(['init', '-q'], { cwd: dir });
      await git(['remote', 'add', 'origin', `http://127.0.0.1:9/o/away-${index}`], { cwd: dir });
      await commitOwn(dir);
    }
    const error: unknown = await check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'updates-unavailable' });
    expect(error).toHaveProperty('details.failed.length', 12);
    expect(error).toHaveProperty('details.failed.11.reason', saying('could not be reached'));
  });
});
