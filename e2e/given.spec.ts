import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { inMain } from './in-main';
import { launchApp, type LaunchedApp } from './launch';
import { callByWindow } from './window-door';
import { graph, node } from './workflow-files';

test.use({ worldOptions: { name: 'given', pythonTool: 'pip' } });

const snapshot = { comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [] };

/** A second start, as a double click or a link of a page makes it: a process of its own, which tells the first one and ends. */
async function startAgain({ app }: LaunchedApp, userDataDir: string, word: string): Promise<void> {
  const [program, cwd] = await inMain(() => app.evaluate(() => [process.execPath, process.cwd()] as const));
  const switches = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'];
  const child = spawn(program, ['.', ...switches, `--user-data-dir=${userDataDir}`, word], { cwd, stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

test('files and links that are handed over lead to their places, and change nothing', async ({ world }) => {
  const folder = await mkdtemp(join(tmpdir(), 'given ü '));
  const userDataDir = join(folder, 'profile');
  const [saved, workflow] = [join(folder, 'as it was.comfysnapshot'), join(folder, 'a graph.json')];
  await mkdir(userDataDir);
  await writeFile(saved, JSON.stringify(snapshot));
  await writeFile(workflow, graph([node('NobodyHasThis')]));
  const launched = await launchApp({ world, userDataDir, flags: [saved] });
  const { page } = launched;
  const changing = async () => [
    await callByWindow(page, 'packs.installed', {}),
    await callByWindow(page, 'snapshots.list'),
  ];
  try {
    // A file with the start: the question, and nothing is taken in until it is answered.
    await expect(page.getByText('as it was.comfysnapshot is a snapshot')).toBeVisible();
    await expect(page.getByTestId('import-name').getByLabel('Name')).toHaveValue('as it was');
    await page.keyboard.press('Escape');
    const before = await changing();

    await test.step('a link to a pack shows it', async () => {
      await startAgain(launched, userDataDir, 'comfyui-manager-desktop://pack/tidy-latents');
      await expect(page.getByTestId('pack-details')).toContainText('Tidy Latents');
      await expect(page.getByTestId('pack-search')).toHaveValue('tidy-latents');
    });

    await test.step('a link to a pack that no list has finds nothing', async () => {
      await startAgain(launched, userDataDir, 'comfyui-manager-desktop://pack/nobody-has-this');
      await expect(page.getByTestId('pack-search')).toHaveValue('nobody-has-this');
      await expect(page.getByTestId('pack-row')).toHaveCount(0);
      await expect(page.getByTestId('pack-details')).toHaveCount(0);
    });

    await test.step('any other link is refused in a sentence', async () => {
      await startAgain(launched, userDataDir, 'comfyui-manager-desktop://install/tidy-latents');
      await expect(page.getByRole('alert')).toContainText(
        'This link leads to nothing in this app, so nothing was done',
      );
      await page.getByRole('button', { name: 'Dismiss' }).click();
    });

    await test.step('a workflow says what it needs', async () => {
      await startAgain(launched, userDataDir, workflow);
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('a graph.json');
      await expect(dialog).toContainText('NobodyHasThis');
      await page.keyboard.press('Escape');
    });

    expect(await changing()).toEqual(before);
  } finally {
    await launched.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
