import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { resize } from './judge';
import { modelsDir } from './model-tasks';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('counts what the packages and the arguments of the stand-in give'));
test.use({ worldOptions: { name: 'controls', packs: 'demo', pythonTool: 'uv' } });

/** What can be pressed in each place without pointing at anything, at most, in a window of 1280 x 800: a place that grows gives a reason here. */
const most = {
  home: { limit: 14, shows: 'disk-part' },
  packs: { limit: 29, shows: 'pack-row' },
  // What is online has one; what is wanted now and then stands behind ⋯.
  models: { limit: 13, shows: 'model-row' },
  comfyui: { limit: 12, shows: 'comfy-state' },
  'comfyui?tab=versions': { limit: 17, shows: 'version-row' },
  'comfyui?tab=arguments': { limit: 45, shows: 'comfy-option' },
  'comfyui?tab=environment': { limit: 16, shows: 'package-row' },
  settings: { limit: 17, shows: 'setting' },
};

const controls = 'button, a[href], input, textarea, [role="tab"], [role="switch"], [role="checkbox"]';

/** What is seen of the controls in the place that is shown. */
function countControls(page: Page): Promise<number> {
  return page.locator('main').evaluate((main, selector) => {
    const isSeen = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      return width > 2 && height > 2 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    return [...main.querySelectorAll(selector)].filter((element) => isSeen(element)).length;
  }, controls);
}

test('no place has more controls than a person can take in', async ({ app, page, world }) => {
  await resize(app, [1280, 800]);
  await mkdir(modelsDir(world, 'loras'), { recursive: true });
  for (const name of ['one', 'two', 'three']) await writeFile(modelsDir(world, 'loras', `${name}.safetensors`), name);
  const found: Record<string, number> = {};
  for (const [place, { shows }] of Object.entries(most)) {
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/${place}`);
    await page.getByTestId(shows).first().waitFor();
    await expect(page.getByTestId('skeleton')).toHaveCount(0);
    found[place] = await countControls(page);
  }
  for (const [place, { limit }] of Object.entries(most)) expect.soft(found[place], place).toBeLessThanOrEqual(limit);
  await test.info().attach('controls', { body: JSON.stringify(found), contentType: 'application/json' });
  if (process.env['COUNTS'] !== undefined) console.log(JSON.stringify(found));
});
