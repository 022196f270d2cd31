import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { unwatchedJob } from '../../../base/async/job';
import { AppSettings } from '../../../contract/settings';
import { openComfyPlace, type ComfyPlace } from '../testing/comfy-place';
import { proveStart } from './prove-start';

let place: ComfyPlace;
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(() => place.reset());
afterAll(() => place.remove());

function prove(): Promise<unknown> {
  const { installation, python, paths } = place;
  const proofDir = join(paths.desktopDir, 'proof');
  const settings = AppSettings.parse({ 'comfyui.port': '0' });
  return proveStart({ installation, interpreter: python, settings, proofDir, packs: null }, unwatchedJob());
}

it('a start that fails in a new environment names the pack that ended it', async () => {
  await place.writePacks({ 'killer/__init__.py': 'import sys\nprint("no licence found")\nsys.exit(3)\n' });
  await expect(prove()).rejects.toMatchObject({
    code: 'verification-failed',
    message: 'ComfyUI did not start in its new environment: the pack killer ended it.',
    remedy: expect.stringMatching(/^Disable that pack/u),
    details: { lines: expect.arrayContaining(['no licence found']) },
  });
});

it('and --cpu where torch can use no graphics card', async () => {
  const missing = join(place.installation.comfyDir ?? '', 'no-graphics-card');
  await writeFile(missing, '');
  try {
    await expect(prove()).rejects.toMatchObject({
      message: expect.stringContaining('cannot use a graphics card (Torch not compiled with CUDA enabled)'),
      remedy: expect.stringMatching(/^Add --cpu to the arguments/u),
    });
  } finally {
    await rm(missing, { force: true });
  }
  expect(await prove()).toEqual({ failedImports: [] });
});
