import { execFile } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './app';
import { getJson, readInstalled } from './api';
import { needsStandIn } from './stand-in';
import { git } from './world/git-repos';
import type { World } from './world/world';

const run = promisify(execFile);

test.skip(...needsStandIn('expects the releases that the world publishes'));
test.use({ worldOptions: { name: 'freshness', pythonTool: 'uv' } });

/** How old a fast answer may be. */
const limitMs = 1000;
const often = { intervals: [50] };

/**
 * Asks until `readAgain` has seen what was changed just now. Of the answers that did not show it yet, none may have been asked for later than the limit:
 * how long an answer takes is the business of the machine.
 */
async function expectWithinLimit<T>(
  read: () => Promise<T>,
  readAgain: (ask: () => Promise<T>) => Promise<void>,
): Promise<void> {
  const changedMs = performance.now();
  const requestedMs: number[] = [];
  await readAgain(() => {
    requestedMs.push(performance.now() - changedMs);
    return read();
  });
  expect(requestedMs.at(-2) ?? 0).toBeLessThan(limitMs);
}

/** What other programs do behind the app's back, and what `installed` has to say of it. */
interface Edit {
  what: string;
  prepare?(world: World): Promise<unknown>;
  make(world: World): Promise<unknown>;
  expected(world: World): Promise<Record<string, Record<string, unknown>>>;
}

const packs = (world: World, ...names: string[]) => join(world.comfyui.customNodesDir, ...names);
const lantern = 'ComfyUI-Paper-Lantern';
const marker = 'tidy-latents';

const edits: Edit[] = [
  {
    what: 'a registry pack is unpacked into custom_nodes',
    make: (world) => world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0'),
    expected: async () => ({ 'Demo-Upscaler': { ver: '1.0.0', enabled: true } }),
  },
  {
    what: 'a repository is cloned',
    make: (world) => world.comfyui.placeClone('adaquill', lantern),
    expected: async (world) => ({ [lantern]: { ver: await world.git.hashOf('adaquill', lantern), enabled: true } }),
  },
  {
    what: 'an older commit is checked out',
    prepare: (world) => world.comfyui.placeClone('adaquill', lantern),
    make: (world) => git(['checkout', '--quiet', 'HEAD~2'], { cwd: packs(world, lantern) }),
    expected: async (world) => ({ [lantern]: { ver: await world.git.hashOf('adaquill', lantern, 'master~2') } }),
  },
  {
    what: 'a commit is made on the branch',
    prepare: (world) => world.comfyui.placeClone('adaquill', lantern),
    make: (world) => git(['reset', '--quiet', '--hard', 'HEAD~1'], { cwd: packs(world, lantern) }),
    expected: async (world) => ({ [lantern]: { ver: await world.git.hashOf('adaquill', lantern, 'master~1') } }),
  },
  {
    what: 'the refs of a clone are packed',
    prepare: (world) => world.comfyui.placeClone('adaquill', lantern),
    make: async (world) => {
      await git(['reset', '--quiet', '--hard', 'HEAD~1'], { cwd: packs(world, lantern) });
      await git(['pack-refs', '--all'], { cwd: packs(world, lantern) });
    },
    expected: async (world) => ({ [lantern]: { ver: await world.git.hashOf('adaquill', lantern, 'master~1') } }),
  },
  {
    what: 'a registry pack is replaced by another version, in place',
    prepare: (world) => world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0'),
    make: (world) => world.comfyui.placeRegistryPack('Demo-Upscaler', '1.1.0'),
    expected: async () => ({ 'Demo-Upscaler': { ver: '1.1.0' } }),
  },
  {
    what: 'a plain folder becomes a registry pack',
    prepare: (world) =>
      world.comfyui.placeFiles({ 'late/pyproject.toml': '[project]\nname = "late"\nversion = "0.1.0"\n' }),
    make: (world) => writeFile(packs(world, 'late', '.tracking'), 'pyproject.toml'),
    expected: async () => ({ late: { ver: '0.1.0', cnr_id: 'late' } }),
  },
  {
    what: 'a pack is renamed',
    prepare: (world) => world.comfyui.placeClone('adaquill', lantern),
    make: (world) => rename(packs(world, lantern), packs(world, 'my lantern')),
    expected: async () => ({ 'my lantern': { aux_id: `adaquill/${lantern}`, enabled: true } }),
  },
  {
    what: 'a pack is disabled the way the reference does',
    prepare: (world) => world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0'),
    make: async (world) => {
      await mkdir(packs(world, '.disabled'), { recursive: true });
      await rename(packs(world, 'Demo-Upscaler'), packs(world, '.disabled', 'Demo-Upscaler@1_0_0'));
    },
    expected: async () => ({ 'Demo-Upscaler': { ver: '1.0.0', enabled: false } }),
  },
  {
    what: 'a pack is deleted',
    prepare: async (world) => {
      await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
      await world.comfyui.placeClone('adaquill', lantern);
    },
    make: (world) => rm(packs(world, lantern), { recursive: true }),
    expected: async () => ({ 'Demo-Upscaler': { ver: '1.0.0' } }),
  },
];

test.beforeEach(async ({ world, host: { api } }) => {
  await rm(world.comfyui.customNodesDir, { recursive: true });
  await mkdir(world.comfyui.customNodesDir);
  await expect.poll(() => readInstalled(api)).toEqual({});
});

for (const edit of edits) {
  test(`installed shows within a second that ${edit.what}`, async ({ world, host: { api } }) => {
    await edit.prepare?.(world);
    // What comes after the preparation is known, so the preparation is: the answer is warm, and what follows alone can change it.
    await world.comfyui.placeRegistryPack(marker, '1.0.0');
    await expect.poll(async () => Object.keys(await readInstalled(api))).toContain(marker);
    const expected = await edit.expected(world);
    const wanted = Object.fromEntries(
      Object.entries({ ...expected, [marker]: { ver: '1.0.0' } }).map(([name, pack]): [string, unknown] => [
        name,
        expect.objectContaining(pack),
      ]),
    );
    expect(await readInstalled(api)).not.toEqual(wanted);
    await edit.make(world);
    await expectWithinLimit(
      () => readInstalled(api),
      (ask) => expect.poll(ask, often).toEqual(wanted),
    );
  });
}

interface Snapshot {
  comfyui: string;
  git_custom_nodes: Record<string, { hash: string }>;
  file_custom_nodes: { filename: string; disabled: boolean }[];
  pips: Record<string, string>;
}

const current = (api: string) => getJson<Snapshot>(`${api}/v2/snapshot/get_current`);

test('comfyui_versions and get_current show within a second that ComfyUI was checked out elsewhere', async ({
  world,
  host: { api },
}) => {
  const { path } = world.comfyui;
  const versions = () => getJson<{ current: string; versions: string[] }>(`${api}/v2/comfyui_manager/comfyui_versions`);
  expect((await versions()).current).toBe('v0.3.61');
  for (const tag of ['v0.3.60', 'v0.3.62']) {
    await git(['checkout', '--quiet', tag], { cwd: path });
    await expectWithinLimit(versions, (ask) => expect.poll(ask, often).toMatchObject({ current: tag }));
    const commit = await world.git.hashOf('comfyanonymous', 'ComfyUI', tag);
    expect((await current(api)).comfyui).toBe(commit);
  }
  await git(['tag', 'v0.4.0'], { cwd: path });
  await expectWithinLimit(versions, (ask) =>
    expect.poll(ask, often).toMatchObject({ versions: expect.arrayContaining(['v0.4.0']) }),
  );
});

test('get_current shows within a second that packages, packs and files changed', async ({ world, host: { api } }) => {
  const env = { ...process.env, ...world.env };
  const pip = (...args: string[]) => run(world.comfyui.python, ['-m', 'pip', ...args, '--quiet'], { env });
  expect((await current(api)).pips).not.toHaveProperty('tinydep==1.0');
  const shows = (expected: Record<string, unknown>) =>
    expectWithinLimit(
      () => current(api),
      (ask) => expect.poll(ask, often).toMatchObject(expected),
    );

  await pip('install', '--index-url', world.index.indexUrl, 'tinydep==1.0');
  await shows({ pips: { 'tinydep==1.0': '' } });
  await pip('install', '--index-url', world.index.indexUrl, 'tinydep==2.0');
  await shows({ pips: { 'tinydep==2.0': '' } });
  await pip('uninstall', '--yes', 'tinydep');
  await expectWithinLimit(
    async () => Object.keys((await current(api)).pips).some((name) => name.startsWith('tinydep')),
    (ask) => expect.poll(ask, often).toBe(false),
  );

  const folder = await world.comfyui.placeClone('adaquill', lantern);
  await git(['checkout', '--quiet', 'HEAD~1'], { cwd: folder });
  const hash = await world.git.hashOf('adaquill', lantern, 'master~1');
  await shows({ git_custom_nodes: { [`https://github.com/adaquill/${lantern}`]: { hash, disabled: false } } });
  await world.comfyui.placeFiles({ 'alone.py': 'NODE_CLASS_MAPPINGS = {}\n' });
  await shows({ file_custom_nodes: [{ filename: 'alone.py', disabled: false }] });
  await rename(packs(world, 'alone.py'), packs(world, 'alone.py.disabled'));
  await shows({ file_custom_nodes: [{ filename: 'alone.py', disabled: true }] });
});
