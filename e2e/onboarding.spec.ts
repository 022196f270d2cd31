import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { installParams, readInstalled, runTask } from './api';
import { expect, test } from './app';
import { onlyByNight } from './by-night';
import { answerFolderDialog } from './dialogs';
import { launchApp, type LaunchedApp } from './launch';
import { needsStandIn } from './stand-in';
import { dropFromDisk } from './workflow-files';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'onboarding', pythonTool: 'uv' }, appFor: 'file', appFolder: 'none' });

/** Folders of demo worlds in a temporary folder. */
async function listDemoWorlds(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('comfy-world-demo-'));
}

test.describe('without a folder', () => {
  /** Of a test that is about the start or the end of an app. */
  let own: LaunchedApp | undefined;

  test.afterEach(async () => {
    await own?.close();
    own = undefined;
  });

  async function choose(given: { app: ElectronApplication; page: Page }, folder: string): Promise<void> {
    await answerFolderDialog(given.app, folder);
    await given.page.getByRole('button', { name: 'Choose folder' }).click();
  }

  const switcherOf = (page: Page) => page.getByRole('button', { name: /^ComfyUI folder: / });

  test('a git clone that is chosen is opened at once, and its packs are there', async ({ app, page, api, world }) => {
    await expect(page.getByTestId('onboarding')).toBeVisible();
    await choose({ app, page }, world.comfyui.path);
    await expect(switcherOf(page)).toContainText('Git clone · v0.3.61');
    await expect(page.getByTestId('pack-row').first()).toBeVisible();
    expect((await fetch(`${api}/v2/customnode/installed`)).status).toBe(200);
  });

  test('a folder that is chosen once more is looked at once more', async ({ app, page }) => {
    const base = await mkdtemp(join(tmpdir(), 'not yet '));
    await choose({ app, page }, base);
    await expect(page.getByTestId('onboarding')).toContainText(basename(base));
    for (const folder of ['.venv/bin', 'custom_nodes', 'models', 'user'])
      await mkdir(join(base, folder), { recursive: true });
    await choose({ app, page }, base);
    await expect(page.getByRole('alert')).toContainText('No Python was found for this ComfyUI');
  });

  test('a portable build and a desktop install are recognised', async ({ app, page, world }) => {
    const root = await mkdtemp(join(tmpdir(), 'Üñí portable '));
    await symlink(world.comfyui.path, join(root, 'ComfyUI'));
    await mkdir(join(root, 'python_embeded'));
    await writeFile(join(root, 'python_embeded', process.platform === 'win32' ? 'python.exe' : 'python'), '', {
      mode: 0o755,
    });
    const base = await mkdtemp(join(tmpdir(), 'desktop base '));
    for (const folder of ['.venv/bin', 'custom_nodes', 'models', 'user'])
      await mkdir(join(base, folder), { recursive: true });
    await choose({ app, page }, base);
    // Whoever opens it knows before what does not work.
    await expect(page.getByRole('alert')).toContainText('No Python was found for this ComfyUI');
    await expect(page.getByRole('alert').getByRole('button', { name: 'Open' })).toBeVisible();
    await choose({ app, page }, root);
    await expect(switcherOf(page)).toContainText('Portable');
    await Promise.all([root, base].map((folder) => rm(folder, { recursive: true, force: true })));
  });

  test('another folder is refused with a reason and a way on', async ({ app, page, world }) => {
    await choose({ app, page }, world.comfyui.customNodesDir);
    await expect(page.getByRole('alert')).toContainText(/part of a ComfyUI folder/);
    await expect(page.getByRole('alert')).toContainText(world.comfyui.path);
    await choose({ app, page }, tmpdir());
    await expect(page.getByRole('alert')).toContainText(basename(tmpdir()));
    await choose({ app, page }, world.comfyui.customNodesDir);
    await page.getByRole('button', { name: /^Open .*ComfyUI/u }).click();
    await expect(switcherOf(page)).toContainText('Git clone');
  });

  test('a folder, or a file in it, is dropped anywhere', async ({ page, world }) => {
    await expect(page.getByTestId('onboarding')).toBeVisible();
    await dropFromDisk(page, join(world.comfyui.path, 'main.py'));
    await expect(page.getByRole('alert')).toContainText('main.py is a part of a ComfyUI folder');
    await page.getByRole('button', { name: /^Open .*ComfyUI/u }).click();
    await expect(page.getByTestId('onboarding')).toHaveCount(0);
  });

  test('a ComfyUI that runs on this machine is found, and one press opens it', async ({ page, world }) => {
    test.skip(process.platform !== 'linux', 'only Linux tells of the programs that run');
    const folder = await mkdtemp(join(tmpdir(), 'running 工房 '));
    await mkdir(join(folder, 'comfy'));
    await writeFile(join(folder, 'nodes.py'), '');
    await writeFile(join(folder, 'main.py'), 'import sys\nprint("here", flush=True)\nsys.stdin.read()\n');
    const running = spawn(world.comfyui.python, ['main.py'], { cwd: folder, stdio: 'pipe' });
    try {
      await once(running.stdout, 'data');
      await page.reload();
      const row = page.getByTestId('suggestion').filter({ hasText: basename(folder) });
      await expect(row).toContainText('Running');
      await row.getByRole('button').click();
      await expect(page.getByTestId('onboarding')).toHaveCount(0);
    } finally {
      running.kill();
    }
  });

  test.describe('the demo', () => {
    test.skip(
      ...onlyByNight(
        'start.spec.ts starts it from a shell, and src/host/workspace/demo-world.slow.test.ts ends it in each way',
      ),
    );

    test('opens in a world of its own, takes packs, and is gone when the folder is changed', async ({
      app,
      page,
      api,
      world,
    }) => {
      await page.getByRole('button', { name: 'Try the demo' }).click();
      await expect(page.getByRole('button', { name: 'Building the demo world' })).toBeDisabled();
      await expect(page.getByTestId('pack-row').first()).toBeVisible();
      await expect(page.getByText('Aurora Relight').first()).toBeVisible();
      expect(Object.keys(await readInstalled(api))).toEqual(
        expect.arrayContaining(['aurora-relight', 'ComfyUI-Rope-Bridge']),
      );
      // The app was started with the hosts of the spec's world: they must neither be asked nor be in force any longer.
      world.forgetRequests();
      const task = await runTask(api, { kind: 'install', params: installParams('marble-control') });
      expect(task.status.status_str, task.result).toBe('success');
      const switcher = page.getByRole('button', { name: /^ComfyUI folder: / });
      const demoDir = (await switcher.getAttribute('title')) ?? '';
      await access(join(demoDir, 'custom_nodes', 'marble-control'));
      expect(world.requests()).toEqual([]);

      await switcher.click();
      await page.getByRole('menuitem', { name: /^Close / }).click();
      await expect(page.getByRole('button', { name: 'Try the demo' })).toBeEnabled();
      await expect(access(demoDir)).rejects.toThrow('ENOENT');
      await choose({ app, page }, world.comfyui.path);
      await expect(page.getByTestId('pack-row').first()).toBeVisible();
      expect((await fetch(`${api}/v2/customnode/getmappings?mode=remote`)).status).toBe(200);
      expect(world.requests()).not.toEqual([]);
    });

    test('ends with the app, also while it is built', async ({ world }) => {
      own = await launchApp({ world, comfyuiFolder: null });
      const { page } = own;
      await page.getByRole('button', { name: 'Try the demo' }).click();
      const switcher = page.getByRole('button', { name: /^ComfyUI folder: / });
      const demoDir = (await switcher.getAttribute('title')) ?? '';
      await access(demoDir);
      await own.close();
      await expect(access(demoDir)).rejects.toThrow('ENOENT');

      // A temporary folder of this app alone: other specs have demo worlds on this machine as well.
      const temporary = await mkdtemp(join(tmpdir(), 'onboarding-'));
      own = await launchApp({ world, comfyuiFolder: null, environment: { TMPDIR: temporary } });
      await own.page.getByRole('button', { name: 'Try the demo' }).click();
      await expect.poll(() => listDemoWorlds(temporary)).not.toEqual([]);
      await own.close();
      expect(await listDemoWorlds(temporary)).toEqual([]);
      await rm(temporary, { recursive: true, force: true });
    });
  });

  test('a demo that cannot be built says why, and what to do', async ({ world }) => {
    own = await launchApp({ world, comfyuiFolder: null, environment: { CMD_NODE: '/nowhere/node' } });
    const { page } = own;
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await expect(page.getByRole('alert')).toContainText('The demo could not be started');
    await expect(page.getByRole('alert')).toContainText('there is no such program');
    await expect(page.getByRole('alert')).toContainText('npm start');
    await expect(page.getByRole('button', { name: 'Try the demo' })).toBeEnabled();
  });

  test('the API says that no folder is open', async ({ api }) => {
    const answer = await fetch(`${api}/v2/manager/queue/status`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'installation-missing', error: expect.stringMatching(/folder/) });
  });
});
