import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { openCommandLine } from './cmdesk';
import { inMain } from './in-main';
import { judge } from './judge';
import { launchApp, type LaunchedApp } from './launch';
import { callByWindow } from './window-door';
import { graph, node } from './workflow-files';

test.use({ worldOptions: { name: 'given', pythonTool: 'uv' } });

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
      await expect(page.getByRole('heading', { name: 'No pack has the id “nobody-has-this”' })).toBeVisible();
      await judge(page, 'a link to a pack that no list has');
      await page.getByRole('button', { name: 'Install from git…' }).click();
      await expect(page.getByRole('dialog')).toContainText('Install from git');
      await page.keyboard.press('Escape');
      // Whoever searches for the same by hand is told of no link.
      await page.getByTestId('pack-search').fill('nobody-has-thi');
      await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
      await expect(page.getByText('No pack matches “nobody-has-thi”')).toBeVisible();
    });

    await test.step('any other link is refused in a sentence', async () => {
      await startAgain(launched, userDataDir, 'comfyui-manager-desktop://install/tidy-latents');
      await expect(page.getByRole('alert')).toContainText(
        'This link leads to nothing in this app, so nothing was done',
      );
      await page.getByRole('button', { name: 'Dismiss' }).click();
    });

    await test.step('"cmdesk open" brings the window back', async () => {
      const isVisible = () =>
        inMain(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()));
      await inMain(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide()));
      expect(await isVisible()).toBe(false);
      const line = await openCommandLine(world, userDataDir);
      const shown = { shown: 'window', address: launched.api };
      expect(JSON.parse((await line.run(['open', '--json'])).out)).toEqual(shown);
      await expect.poll(isVisible).toBe(true);
    });

    await test.step('a workflow says what it needs', async () => {
      await startAgain(launched, userDataDir, workflow);
      const place = page.getByTestId('workflow-place');
      await expect(place).toContainText('a graph.json');
      await expect(place).toContainText('NobodyHasThis');
    });

    await test.step('a link to a workflow asks first, and asks nothing of its host until then', async () => {
      const file = { org: 'somebody', repo: 'flows', file: 'linked.json', sizeBytes: 0 };
      world.models.publish(file, Buffer.from(graph([node('LinkedNode')])));
      const address = `${world.models.url}/somebody/flows/resolve/main/linked.json`;
      const link = `comfyui-manager-desktop://workflow?url=${encodeURIComponent(address)}`;
      const countRequests = () => world.models.requests().filter(({ path }) => path.includes('linked.json')).length;
      await startAgain(launched, userDataDir, link);
      const question = page.getByRole('alertdialog');
      await expect(question).toContainText(address);
      await judge(page, 'a link to a workflow asks');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await expect(question).toHaveCount(0);
      expect(countRequests()).toBe(0);

      await startAgain(launched, userDataDir, link);
      await page.getByTestId('workflow-fetch').click();
      await expect(page.getByTestId('workflow-place')).toContainText('LinkedNode');
      expect(countRequests()).toBe(1);
    });

    await test.step('a link to what lies in the own network is asked about, and not fetched', async () => {
      await startAgain(launched, userDataDir, 'comfyui-manager-desktop://workflow?url=https://192.168.0.1/admin.json');
      await page.getByTestId('workflow-fetch').click();
      await expect(page.getByTestId('no-workflow')).toContainText('belongs to this machine or to a private network');
    });

    await test.step('a long host does not fill the question, and its end says whose it is', async () => {
      const host = `${'github.com.'.repeat(19)}evil.example`;
      await startAgain(launched, userDataDir, `comfyui-manager-desktop://workflow?url=https://${host}/a.json`);
      const question = page.getByRole('alertdialog');
      await expect(question.getByRole('heading')).toHaveText(/^Fetch a workflow from ….{1,48}\.evil\.example\?$/u);
      await expect(question.getByRole('group')).toHaveText(`https://${host}/a.json`);
      await page.keyboard.press('Escape');
    });

    expect(await changing()).toEqual(before);
  } finally {
    await launched.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
