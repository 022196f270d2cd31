import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { answerFolderDialog } from './dialogs';
import { launchApp, type LaunchedApp } from './launch';

test.use({ worldOptions: { name: 'onboarding', pythonTool: 'pip' } });

test.describe('without a folder', () => {
  let launched: LaunchedApp;

  test.beforeEach(async ({ world }) => {
    launched = await launchApp({ world, comfyuiFolder: null });
  });

  test.afterEach(() => launched.close());

  async function choose(folder: string): Promise<void> {
    await answerFolderDialog(launched.app, folder);
    await launched.page.getByRole('button', { name: /^Choose (another )?folder$/ }).click();
  }

  test('a git clone is recognised, opened, and its packs are there', async ({ world }) => {
    const { page } = launched;
    await expect(page.getByTestId('onboarding')).toBeVisible();
    await choose(world.comfyui.path);
    await expect(page.getByText(/A git clone of ComfyUI, version 0\.3\.61/)).toBeVisible();
    await expect(page.getByText(world.comfyui.python, { exact: false })).toBeVisible();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByTestId('pack-row').first()).toBeVisible();
    expect((await fetch(`${launched.api}/v2/customnode/installed`)).status).toBe(200);
  });

  test('a portable build and a desktop install are recognised', async ({ world }) => {
    const root = await mkdtemp(join(tmpdir(), 'Üñí portable '));
    await symlink(world.comfyui.path, join(root, 'ComfyUI'));
    await mkdir(join(root, 'python_embeded'));
    await writeFile(join(root, 'python_embeded', process.platform === 'win32' ? 'python.exe' : 'python'), '', {
      mode: 0o755,
    });
    await choose(root);
    await expect(launched.page.getByText(/A portable ComfyUI/)).toBeVisible();

    const base = await mkdtemp(join(tmpdir(), 'desktop base '));
    for (const folder of ['.venv/bin', 'custom_nodes', 'models', 'user'])
      await mkdir(join(base, folder), { recursive: true });
    await choose(base);
    await expect(launched.page.getByText(/A ComfyUI desktop install/)).toBeVisible();
    await expect(launched.page.getByText(/No Python environment was found/)).toBeVisible();
    await Promise.all([root, base].map((folder) => rm(folder, { recursive: true, force: true })));
  });

  test('another folder is refused with a reason and a way on', async ({ world }) => {
    const { page } = launched;
    await choose(world.comfyui.customNodesDir);
    await expect(page.getByRole('alert')).toContainText(/part of a ComfyUI folder/);
    await expect(page.getByRole('alert')).toContainText(world.comfyui.path);
    await choose(tmpdir());
    await expect(page.getByRole('alert')).toContainText(/ComfyUI/);
  });

  test('the API says that no folder is open', async () => {
    const answer = await fetch(`${launched.api}/v2/manager/queue/status`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'installation-missing', error: expect.stringMatching(/folder/) });
  });
});
