import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForKind } from './api';
import { expect, test } from './app';
import { answerDialogs } from './dialogs';
import { judgeEverywhere } from './judge';
import { needsStandIn } from './stand-in';
import { listPackages, sitePackagesOf } from './world/python-env';
import { unpackWheel } from './world/wheel';

test.skip(...needsStandIn('puts packages into the environment that a real ComfyUI runs in'));
test.use({ worldOptions: { name: 'package-build', pythonTool: 'uv' } });

test('what has to be built runs nothing before the person says so, and is installed or looked into from the sheet', async ({
  app,
  page,
  api,
  world,
}) => {
  const marker = join(world.root, 'built for a plan');
  const tinydep = async () => (await listPackages(world.comfyui.venvDir)).filter((name) => name.startsWith('tinydep'));
  const ran = () => readFile(marker, 'utf8').catch(() => '');
  const address = await world.index.publishSource({ name: 'address-only', version: '1.0', marker });
  await world.index.publishSource({ name: 'source-only', version: '1.0', requires: ['tinydep>=2'], marker });
  await unpackWheel({ name: 'tinydep', version: '0.5' }, await sitePackagesOf(world.comfyui.venvDir));
  const dir = await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0', { disabled: true });
  await world.index.publish({ name: 'cuts-out', version: '1.2' });
  await world.index.publish({ name: 'cuts-out', version: '1.3', requires: ['source-only'] });
  await writeFile(join(dir, 'requirements.txt'), `source-only\ncuts-out\naddress-only @ ${address}\n`);
  const enable = async (): Promise<void> => {
    await page.getByTestId('place-packs').click();
    await page.getByTestId('pack-search').fill('tidy-latents');
    await page
      .locator('[data-testid="pack-row"][data-key="tidy-latents"]')
      .getByRole('button', { name: /^Enable/ })
      .click();
  };
  await enable();
  await expect(page.getByTestId('package-plan')).toHaveAttribute('data-outcome', 'unknown');
  await expect(page.getByTestId('plan-unbuilt').getByRole('listitem')).toHaveText([
    /address-only @ .*comes from an address/u,
    /source-only.*Building it runs code of the package/u,
    /cuts-out: it needs source-only.*only cuts-out 1.2 would come in place of 1.3/u,
  ]);
  await judgeEverywhere(app, page, 'package plan that is not known before a build');
  expect(await ran()).toBe('');
  await page.getByTestId('plan-keep').click();
  await expect(page.getByTestId('package-plan')).toHaveCount(0);
  expect([await ran(), ...(await tinydep())]).toEqual(['', 'tinydep-0.5']);

  await test.step('to build it is a change that the policy asks about', async () => {
    await writeFile(join(dir, 'requirements.txt'), 'source-only\n');
    const questions = await answerDialogs(app, 'Allow for 15 minutes');
    await enable();
    await page.getByTestId('plan-build').click();
    await expect(page.locator('[data-testid="plan-change"][data-name="tinydep"]')).toContainText('0.5 → 2.0');
    expect(await ran()).toContain('source-only ran');
    expect(await questions()).toHaveLength(1);
    await page.getByTestId('plan-go').click();
    await waitForKind(api, 'enable', 1);
    await expect.poll(() => tinydep()).toEqual(['tinydep-2.0']);
  });
});
