import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostileZip } from '../../../../e2e/world/hostile-zip';
import type { WireFault } from '../../../../e2e/world/wire';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('failed install', { 'downloads.stallSeconds': '2' });
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

const install = (id: string, version?: string, more?: Parameters<typeof installOf>[2]) =>
  place.packs.install(installOf(id, version, more), startRun(place));

describe('a failed install leaves everything as it was', () => {
  const failsWith = async (code: string, work: () => Promise<unknown>) => {
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await writeFile(place.pathOf('Demo-Upscaler', 'mine.txt'), 'mine');
    const before = { files: place.fingerprint(), packages: await place.python.listPackages() };
    await expect(work()).rejects.toMatchObject({ code, remedy: expect.any(String) });
    expect(place.fingerprint()).toBe(before.files);
    expect(await place.python.listPackages()).toEqual(before.packages);
  };

  it.each<[WireFault, string]>([
    [{ kind: 'status', status: 404 }, 'download-failed'],
    [{ kind: 'error-page' }, 'download-failed'],
    [{ kind: 'cut', afterBytes: 300 }, 'download-failed'],
    [{ kind: 'stall', afterBytes: 300 }, 'download-stalled'],
  ])('download: %o', async (fault, code) => {
    place.world.registry.zipFaults.set('Demo-Upscaler', fault);
    await failsWith(code, () => install('Demo-Upscaler', '1.2.0'));
  });

  it.each<[HostileZip | 'garbage', string]>([
    ['garbage', 'download-failed'],
    ['parent-path', 'archive-unsafe'],
    ['absolute-path', 'archive-unsafe'],
    ['symlink', 'archive-unsafe'],
    ['bomb', 'archive-too-large'],
  ])('archive: %s', async (kind, code) => {
    place.world.registry.replaceZip('Demo-Upscaler', '1.2.0', kind === 'garbage' ? Buffer.from('no zip at all') : kind);
    await failsWith(code, () => install('Demo-Upscaler', '1.2.0'));
    place.world.registry.replaceZip('Demo-Upscaler', '1.2.0', null);
  });

  it.each([
    ['no-such-pack', 'latest', 'pack-not-found'],
    ['Demo-Upscaler', '9.9.9', 'version-not-found'],
    ['watched-pack', '1.2.0', 'version-not-found'],
    ['broken-requirement', 'latest', 'requirements-failed'],
    ['absent-requirement', 'latest', 'requirements-failed'],
    ['two-minds', 'latest', 'requirements-conflict'],
    ['install-breaks', 'latest', 'install-script-failed'],
    ['adaquill/no-such-repository', 'nightly', 'git-failed'],
    ['adaquill/Prompt-Garden', 'no-such-branch', 'version-not-found'],
  ])('%s %s', async (id, version, code) => {
    await failsWith(code, () => install(id, version));
  });

  it('a refused clone', async () => {
    place.world.git.fault('adaquill', 'Prompt-Garden', { kind: 'status', status: 403 });
    await failsWith('git-failed', () => install('adaquill/Prompt-Garden', 'nightly'));
    place.world.git.fault('adaquill', 'Prompt-Garden', { kind: 'cut', afterBytes: 200 });
    await failsWith('git-failed', () => install('adaquill/Prompt-Garden', 'nightly'));
    place.world.git.fault('adaquill', 'Prompt-Garden', { kind: 'stall', afterBytes: 200 });
    await failsWith('download-stalled', () => install('adaquill/Prompt-Garden', 'nightly'));
  });

  it.each(['Resolving', 'Downloading', 'Unpacking', 'Putting in place', 'Verifying'])(
    'cancelled while %s',
    async (phase) => {
      await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
      await failsWith('cancelled', async () => {
        const run = startRun(place, (step, own) => {
          if (step.phase === phase) own.cancel();
        });
        try {
          return await place.packs.install(installOf('tidy-latents', '1.2.0'), run);
        } catch (error) {
          throw Object.assign(error instanceof Error ? error : new Error(String(error)), { remedy: '' });
        }
      });
    },
  );

  it('cancelled while cloning', async () => {
    place.world.git.fault('adaquill', 'Prompt-Garden', { kind: 'stall', afterBytes: 200 });
    const before = place.fingerprint();
    const run = startRun(place);
    setTimeout(() => run.cancel(), 400);
    await expect(place.packs.install(installOf('adaquill/Prompt-Garden', 'nightly'), run)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(place.fingerprint()).toBe(before);
  });
});
