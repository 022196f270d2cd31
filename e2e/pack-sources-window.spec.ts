import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { writeConfig } from './api';
import { expect, test } from './app';
import { answerFolderDialog } from './dialogs';
import { inMain } from './in-main';
import { judgeEverywhere, resize } from './judge';
import { anySource, clearPacks, packVersion } from './pack-folder';
import { packRow } from './pack-row';
import { needsStandIn } from './stand-in';
import { hostileZip } from './world/hostile-zip';
import type { World } from './world/world';
import { zipFiles } from './world/zip';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'pack-sources', pythonTool: 'uv' }, appFor: 'file' });

const rows = (page: Page) => page.getByTestId('pack-row');
const pack = (world: World, ...names: string[]) => join(world.comfyui.customNodesDir, ...names);
const node = 'NODE_CLASS_MAPPINGS = {}\n';

test.beforeEach(({ world }) => clearPacks(world));

/** Given to this app alone: the clipboard of the display is one for all workers, and another spec may copy something meanwhile. */
async function pasteFrom(app: ElectronApplication, page: Page, text: string): Promise<void> {
  const give = () =>
    app.evaluate(({ clipboard }, copied) => {
      clipboard.readText = () => Promise.resolve(copied);
    }, text);
  await inMain(give);
  await page.getByTestId('install-from').click();
  await page.getByRole('menuitem', { name: 'Address on the clipboard' }).click();
}

test('a pack is installed from a git address, and a known one from its registry', async ({ app, page, world }) => {
  await world.git.createRepo('newcomer', 'Fresh-Pack', [
    { message: 'First', files: { '__init__.py': node }, date: '2025-03-01T10:00:00Z' },
  ]);
  await page.getByTestId('place-packs').click();
  await rows(page).first().waitFor();
  const dialog = page.getByRole('dialog');
  const install = dialog.getByRole('button', { name: 'Install', exact: true });

  await test.step('an address is checked while it is typed', async () => {
    await page.getByTestId('install-from').click();
    await page.getByRole('menuitem', { name: 'Git address' }).click();
    await expect(install).toBeDisabled();
    await dialog.getByLabel('Address of the repository').fill('no address');
    await expect(dialog).toContainText('An address cannot contain spaces');
    await dialog.getByLabel('Address of the repository').fill('https://github.com/newcomer/Fresh-Pack');
    await dialog.getByLabel('Branch, tag or commit').fill('-x');
    await expect(install).toBeDisabled();
    await dialog.getByLabel('Branch, tag or commit').fill('');
    await expect(dialog.getByTestId('install-policy')).toHaveAttribute('data-allowed', 'true');
    await judgeEverywhere(app, page, 'packs, install from git');
    await page.keyboard.press('Escape');
  });

  await test.step('what the policy forbids is said before, with what would allow it', async () => {
    await writeConfig(world, ['security_level = normal', 'allow_git_url_install = False']);
    await pasteFrom(app, page, 'git clone https://github.com/newcomer/Fresh-Pack.git\n');
    await expect(dialog.getByTestId('install-policy')).toHaveAttribute('data-allowed', 'false');
    await expect(dialog).toContainText('is switched off in the settings');
    await expect(install.getByTestId('asks-first')).toBeVisible();
    await judgeEverywhere(app, page, 'packs, install from git refused');
    await page.keyboard.press('Escape');
    await writeConfig(world, anySource);
  });

  await test.step('it is cloned, and Activity tells', async () => {
    await pasteFrom(app, page, 'https://github.com/newcomer/Fresh-Pack');
    await install.click();
    await expect(page.locator('[data-testid="task-row"][data-status="done"]')).toContainText('Fresh-Pack');
    expect(existsSync(pack(world, 'Fresh-Pack', '__init__.py'))).toBe(true);
  });

  await test.step('a known repository is offered from the registry first', async () => {
    await page.getByTestId('place-packs').click();
    await pasteFrom(app, page, 'git@github.com:adaquill/Prompt-Garden.git');
    await expect(dialog.getByTestId('known-pack')).toContainText('This is Prompt Garden');
    await judgeEverywhere(app, page, 'packs, install a known repository');
    await resize(app, [1440, 900]);
    await dialog.getByRole('button', { name: 'Install Prompt Garden' }).click();
    await expect(packRow(page, 'prompt-garden')).toHaveAttribute('data-state', 'installed');
    expect(await packVersion(world, 'prompt-garden')).toBe('1.2.0');
  });
});

test('a pack is installed from a zip file; a hostile one changes nothing', async ({ app, page, world }) => {
  const folder = join(world.root, 'downloads');
  await mkdir(folder, { recursive: true });
  const good = join(folder, 'My-Own-Pack-main (1).zip');
  await writeFile(good, await zipFiles({ 'My-Own-Pack-main/__init__.py': node, 'My-Own-Pack-main/readme.md': '' }));
  const hostile = join(folder, 'evil.zip');
  await writeFile(hostile, hostileZip('parent-path'));
  const choose = async (path: string): Promise<void> => {
    await answerFolderDialog(app, path);
    await page.getByTestId('place-packs').click();
    await page.getByTestId('install-from').click();
    await page.getByRole('menuitem', { name: 'Zip file' }).click();
  };
  const dialog = page.getByRole('dialog');
  await choose(good);
  await expect(dialog).toContainText('My-Own-Pack-main (1).zip');
  await expect(dialog.getByTestId('install-policy')).toHaveAttribute('data-allowed', 'true');
  await dialog.getByLabel('Folder name').fill('../outside');
  await expect(dialog.getByRole('button', { name: 'Install', exact: true })).toBeDisabled();
  await dialog.getByLabel('Folder name').fill('');
  await judgeEverywhere(app, page, 'packs, install from a zip');
  await dialog.getByRole('button', { name: 'Install', exact: true }).click();
  await expect(page.locator('[data-testid="task-row"][data-status="done"]')).toContainText('My-Own-Pack');
  expect(existsSync(pack(world, 'My-Own-Pack', '__init__.py'))).toBe(true);

  await choose(hostile);
  await dialog.getByRole('button', { name: 'Install', exact: true }).click();
  const failed = page.locator('[data-testid="task-row"][data-status="failed"]');
  await expect(failed).toContainText('Nothing was unpacked');
  expect((await readdir(world.comfyui.customNodesDir)).filter((name) => !name.startsWith('.'))).toEqual([
    'My-Own-Pack',
  ]);
  expect(existsSync(pack(world, '..', 'evil.py'))).toBe(false);
});
