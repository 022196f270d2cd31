import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { addTask, ask, getJson, installParams, readInstalled, startQueue, waitForTask } from './api';
import { expect, test } from './app';
import { freePort, isAlive, readStatus, startComfy } from './comfy-calls';
import { startCommand } from './command';
import { answerFolderDialog } from './dialogs';
import { expectPort, lineOf, show, switcher } from './installation-switcher';
import { judgeEverywhere, resize } from './judge';
import { launchApp, type LaunchedApp, type LaunchOptions } from './launch';
import { modelsDir } from './model-tasks';
import { openPalette } from './palette-calls';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';
import { createGate } from './world/wire';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'installations', pythonTool: 'uv' } });

interface Row {
  folder: string;
  isOpen: boolean;
  isShown: boolean;
  apiPort: number | null;
  running: number;
}

const onlyInFirst = 'only in the first';
let userDataDir: string;
let second: string;
let ports: [number, number];
let launched: LaunchedApp;

/** A second ComfyUI of the world, made of the same parts, with packs of its own. */
async function placeSecond(world: World): Promise<string> {
  const folder = join(world.root, 'Zweites ComfyUI');
  await cp(world.comfyui.path, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** The ports at which the two doors were in an earlier run: those of other specs are not met there. */
async function rememberPorts(world: World): Promise<void> {
  ports = [await freePort(), await freePort()];
  const folders = [world.comfyui.path, second].map((folder, index) => ({ folder, apiPort: ports[index] }));
  await writeFile(join(userDataDir, 'state.json'), JSON.stringify({ version: 1, folders }));
}

function launch(world: World, options: Partial<LaunchOptions> = {}): Promise<LaunchedApp> {
  return launchApp({ world, userDataDir, ...options });
}

async function readRows(page: Page): Promise<Row[]> {
  const value = await callByWindow(page, 'installation.list');
  return (value as { installations: Row[] }).installations;
}

const apiOf = (port: number) => `http://127.0.0.1:${port}`;

test.beforeAll(async ({ world }) => {
  second = await placeSecond(world);
  await world.comfyui.placeFiles({ [`${onlyInFirst}/__init__.py`]: 'NODE_CLASS_MAPPINGS = {}\n' });
});
test.beforeEach(async ({ world }) => {
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-installations-'));
  await rememberPorts(world);
  launched = await launch(world);
});
test.afterEach(async ({ world }) => {
  await launched.close();
  world.registry.zipFaults.clear();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('the question before a model goes names the other installation that reads it', async ({ world }) => {
  const { page } = launched;
  const model = modelsDir(world, 'loras', 'shared.safetensors');
  const pathsFile = join(second, 'extra_model_paths.yaml');
  await mkdir(dirname(model), { recursive: true });
  await writeFile(model, 'weights');
  await writeFile(pathsFile, `shared:\n  loras: ${dirname(model)}\n`);
  await page.getByTestId('place-models').click();
  await page
    .getByTestId('model-row')
    .filter({ hasText: 'shared.safetensors' })
    .click({ position: { x: 120, y: 20 } });
  const reader = `Another installation reads this here as well: ${second}.`;
  await page.getByTestId('model-details').getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByRole('alertdialog').getByTestId('also-read-warning')).toHaveText(reader);
  await judgeEverywhere(launched.app, page, 'models, to the trash though another installation reads it');
  await page.keyboard.press('Escape');
  await page.getByTestId('model-row').filter({ hasText: 'shared.safetensors' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move or rename…' }).click();
  await expect(page.getByTestId('move-dialog').getByTestId('also-read-warning')).toHaveText(reader);
  await Promise.all([model, pathsFile].map((path) => rm(path)));
});

test('two installations work side by side, each behind its own door, and the window shows one of them', async ({
  world,
}) => {
  const { page, app, api } = launched;
  const first = world.comfyui.path;
  expect(api).toBe(apiOf(ports[0]));
  const gate = createGate();
  world.registry.zipFaults.set('sampler-kit-demo', { kind: 'hold', until: gate.until });
  const task = await addTask(api, { kind: 'install', params: installParams('sampler-kit-demo') });
  await startQueue(api);
  await page.evaluate(() => (window.location.hash = '#/packs?filter=installed'));
  await expect(page.getByTestId('pack-row').filter({ hasText: onlyInFirst })).toBeVisible();

  // Opened through the menu; the first goes on.
  await answerFolderDialog(app, second);
  await switcher(page).click();
  await page.getByRole('menuitem', { name: 'Open another ComfyUI folder…' }).click();
  await expect(switcher(page)).toHaveAttribute('title', second);
  await expectPort(page, ports[1]);
  await expect(page.getByText(onlyInFirst)).toHaveCount(0);
  const apiOfSecond = apiOf(ports[1]);
  expect(Object.keys(await readInstalled(apiOfSecond))).toEqual([]);

  const [one, two] = [await startComfy(api), await startComfy(apiOfSecond)];
  expect(one.port).not.toBe(two.port);
  expect(one.pid).not.toBe(two.pid);
  for (const address of [api, apiOfSecond]) await getJson(`${address}/system_stats`);
  await switcher(page).click();
  await expect(lineOf(page, first)).toContainText('Running · 1 task');
  await expect(lineOf(page, second)).toContainText('Running');
  await judgeEverywhere(app, page, 'installations, menu');
  await page.keyboard.press('Escape');

  gate.open();
  expect((await waitForTask(api, task)).result).toBe('success');
  expect(Object.keys(await readInstalled(apiOfSecond))).toEqual([]);
  await page.getByTestId('place-activity').click();
  await expect(page.getByTestId('task-row')).toHaveCount(0);

  // Back by the keys; the list of the first is there with what ended meanwhile.
  await page.keyboard.press('Control+Shift+Digit1');
  await expect(switcher(page)).toHaveAttribute('title', first);
  await expect(page.locator('[data-testid="task-row"][data-status="done"]')).toHaveCount(1);
  await expectPort(page, ports[0]);
  await resize(app, [880, 600]);
  await judgeEverywhere(app, page, 'installations, rail');
});

test('nothing of the one is seen under the name of the other', async ({ world }) => {
  const { page } = launched;
  const first = world.comfyui.path;
  await callByWindow(page, 'installation.open', { folder: second });
  await show(page, first);
  await page.evaluate(() => (window.location.hash = '#/packs?filter=installed'));
  await expect(page.getByTestId('pack-row').filter({ hasText: onlyInFirst })).toBeVisible();
  await page.getByTestId('pack-row').filter({ hasText: onlyInFirst }).click();
  // Every frame is looked at, not only those at which a test happens to look.
  await page.evaluate((mine) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const onFrame = () => {
      const title = document.querySelector('[data-testid="installation-switcher"]')?.getAttribute('title') ?? '';
      const isMine = document.querySelector('main')?.textContent.includes(mine) ?? false;
      const sight = `${title}|${isMine ? 'first' : 'other'}`;
      if (seen.at(-1) !== sight) seen.push(sight);
      requestAnimationFrame(onFrame);
    };
    onFrame();
  }, onlyInFirst);
  for (const folder of [second, first, second]) await show(page, folder);
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen).toContain(`${first}|first`);
  expect(seen).not.toContain(`${second}|first`);
  // A click that was on its way to the one changes nothing in the other.
  const late = await page.evaluate((folder) => {
    const { bridge } = globalThis as unknown as { bridge: { call(...call: unknown[]): Promise<unknown> } };
    return bridge.call('queue.pause', {}, { about: folder });
  }, first);
  expect(late).toMatchObject({ ok: false, error: { code: 'not-shown' } });
  // The place and its filter stay; what was selected is not there.
  await expect.poll(() => new URL(page.url()).hash).toBe('#/packs?filter=installed');
});

test('one is closed after asking what stops with it, forgotten, and told as gone', async ({ world }) => {
  const { page, app } = launched;
  const first = world.comfyui.path;
  await callByWindow(page, 'installation.open', { folder: second });
  await expect(switcher(page)).toHaveAttribute('title', second);
  const api = apiOf(ports[1]);
  const { pid } = await startComfy(api);
  world.registry.zipFaults.set('Demo-Upscaler', { kind: 'slow', bytesPerSecond: 20 });
  await addTask(api, { kind: 'install', params: installParams('Demo-Upscaler') });
  await startQueue(api);
  await expect.poll(async () => (await readRows(page)).find(({ isShown }) => isShown)?.running).toBe(1);
  expect(await tryByWindow(page, 'installation.close', { folder: second })).toMatchObject({
    ok: false,
    error: { code: 'installation-busy', running: 1 },
  });

  await switcher(page).click();
  await page.getByRole('menuitem', { name: 'Close Zweites ComfyUI' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('The running task.');
  await expect(dialog).toContainText('Its ComfyUI');
  await expect(dialog.getByRole('button', { name: 'Keep open' })).toBeFocused();
  await judgeEverywhere(app, page, 'installations, close dialog');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await isAlive(pid)).toBe(true);

  await openPalette(page);
  await page.keyboard.type('close zweites');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(switcher(page)).toHaveAttribute('title', first);
  await expect.poll(() => isAlive(pid)).toBe(false);
  const isAnswering = () => ask(`${api}/v2/manager/version`).then(() => 'yes', String);
  await expect.poll(isAnswering).toContain('fetch failed');
  expect((await ask(`${apiOf(ports[0])}/v2/manager/version`)).status).toBe(200);

  await rename(second, `${second} elsewhere`);
  try {
    await switcher(page).click();
    await expect(lineOf(page, second)).toContainText('Folder is gone');
    await expect(lineOf(page, second)).toBeDisabled();
    await judgeEverywhere(app, page, 'installations, folder gone');
    await page.getByRole('menuitem', { name: 'Close or forget others' }).click();
    await page.getByRole('menuitem', { name: 'Forget Zweites ComfyUI' }).click();
    await expect.poll(async () => (await readRows(page)).map(({ folder }) => folder)).toEqual([first]);
  } finally {
    await rename(`${second} elsewhere`, second);
  }
});

test('a second app is told who has the folder, and takes it over once that app is gone', async ({ world }) => {
  const otherDir = await mkdtemp(join(tmpdir(), 'cmd-installations-other-'));
  const other = await launchApp({ world, userDataDir: otherDir, comfyuiFolder: null });
  try {
    const pid = launched.app.process().pid ?? 0;
    await answerFolderDialog(other.app, world.comfyui.path);
    await other.page.getByRole('button', { name: 'Choose folder' }).click();
    const alert = other.page.getByRole('alert');
    await expect(alert).toContainText(`is open in another ComfyUI Manager Desktop (process ${pid})`);
    await expect(alert).toContainText('close the folder there');
    await judgeEverywhere(other.app, other.page, 'installations, in use elsewhere');

    await launched.close();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(switcher(other.page)).toHaveAttribute('title', world.comfyui.path);
    const gone = new Promise((done) => other.app.process().once('exit', done));
    other.app.process().kill('SIGKILL');
    await gone;
    // What a killed app leaves is no lock.
    launched = await launch(world);
    expect(Object.keys(await readInstalled(launched.api))).toBeTruthy();
  } finally {
    await other.close();
    await rm(otherDir, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('the next start opens the shown one where it was; the others wait in the list with their ports and arguments', async ({
  world,
}) => {
  const first = world.comfyui.path;
  await callByWindow(launched.page, 'comfyui.setArguments', { arguments: '--verbose' });
  await callByWindow(launched.page, 'installation.open', { folder: second });
  await expect(switcher(launched.page)).toHaveAttribute('title', second);
  await launched.close();

  launched = await launch(world, { comfyuiFolder: null });
  const { page, api } = launched;
  await expect(switcher(page)).toHaveAttribute('title', second);
  expect(api).toBe(apiOf(ports[1]));
  expect(await readRows(page)).toMatchObject([
    { folder: first, isOpen: false, apiPort: null },
    { folder: second, isOpen: true, isShown: true, apiPort: ports[1] },
  ]);
  const argumentsOf = async () => ((await callByWindow(page, 'comfyui.options')) as { arguments: string }).arguments;
  expect(await argumentsOf()).toBe('');
  await switcher(page).click();
  await expect(lineOf(page, first)).toContainText('Not open');
  await page.keyboard.press('Escape');
  await show(page, first);
  await expectPort(page, ports[0]);
  expect(await argumentsOf()).toBe('--verbose');
  expect((await readStatus(apiOf(ports[0]))).state).toBe('stopped');
});

test('a start with another folder opens it beside and shows it', async ({ world }) => {
  const { page, api } = launched;
  const again = startCommand('start.mjs', ['--comfyui', second, '--user-data-dir', userDataDir], world.env);
  expect(await again.ended, again.output()).toBe(0);
  await expect(switcher(page)).toHaveAttribute('title', second);
  expect((await ask(`${api}/v2/manager/version`)).status).toBe(200);
  expect((await readRows(page)).map(({ isOpen }) => isOpen)).toEqual([true, true]);
});
