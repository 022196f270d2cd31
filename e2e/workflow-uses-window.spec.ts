import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from './app';
import { judgeEverywhere } from './judge';
import { clearPacks } from './pack-folder';
import { packRow } from './pack-row';
import { graph, node } from './workflow-files';
import type { World } from './world/world';

test.use({ worldOptions: { name: 'workflow-uses', pythonTool: 'uv' }, appFor: 'file' });

const folderOf = (world: World) => join(world.comfyui.userDir, 'default', 'workflows');

async function save(world: World, path: string, classes: string[]): Promise<void> {
  const file = join(folderOf(world), path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, graph(classes.map((name) => node(name))));
}

test.beforeEach(async ({ world }) => {
  await clearPacks(world);
  await rm(folderOf(world), { recursive: true, force: true });
});

test('the workflows that are saved here and use a pack are named: in its details, and before it goes', async ({
  world,
  app,
  page,
}) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await save(world, 'Portrait, sharp.json', ['DemoUpscaleTiled', 'KSampler']);
  await save(world, 'series/four/poster.json', ['DemoUpscaleTiled']);
  await save(world, 'other.json', ['KSampler']);
  await page.getByTestId('place-packs').click();
  await page.getByRole('button', { name: /^Installed/u }).click();
  await packRow(page, 'Demo-Upscaler').dblclick();
  const fact = page.getByTestId('used-by');
  await expect(fact).toContainText('2 saved workflows');
  await expect(fact).toContainText('Portrait, sharp');
  await expect(fact).toContainText('poster');
  await judgeEverywhere(app, page, 'pack details, used by workflows');

  await packRow(page, 'Demo-Upscaler').getByRole('button', { name: 'More for Demo Upscaler' }).click();
  await page.getByRole('menuitem', { name: 'Uninstall' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByTestId('used-by-warning')).toContainText('2 saved workflows use it');
  await judgeEverywhere(app, page, 'uninstall, used by workflows');
  await page.keyboard.press('Escape');

  await rm(join(folderOf(world), 'series'), { recursive: true });
  await packRow(page, 'Demo-Upscaler').getByRole('button', { name: 'More for Demo Upscaler' }).click();
  await page.getByRole('menuitem', { name: 'Uninstall' }).click();
  await expect(dialog.getByTestId('used-by-warning')).toContainText('1 saved workflow uses it: Portrait, sharp.');
  await page.keyboard.press('Escape');
});

test('the place lists what is saved here, the newest first, and one press shows what it needs', async ({
  world,
  app,
  page,
}) => {
  await save(world, 'series/four/poster.json', ['DemoUpscaleTiled']);
  await save(world, 'Portrait, sharp.json', ['KSampler', 'PaperLanternLight']);
  await save(world, 'no workflow.json', []);
  const long = new Date(Date.now() - 50 * 3_600_000);
  await utimes(join(folderOf(world), 'series/four/poster.json'), long, long);
  await page.getByTestId('place-workflow').click();
  const rows = page.getByTestId('workflow-saved').getByRole('listitem');
  await expect(rows).toHaveText([/^Portrait, sharp.*just now/u, /^poster.*series\/four/u]);
  await judgeEverywhere(app, page, 'workflows that are saved here');
  await rows.first().getByRole('button').click();
  await expect(page.getByTestId('workflow-outcome')).toHaveText('Missing: 1 pack');
  await expect(page.getByTestId('workflow-place')).toContainText('default/workflows/Portrait, sharp.json');
  await save(world, 'third.json', ['KSampler']);
  await page.getByRole('button', { name: 'Close this workflow' }).click();
  await expect(rows).toHaveCount(3);
});
