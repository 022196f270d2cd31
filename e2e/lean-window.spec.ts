import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { ask, runTask } from './api';
import { expect, test } from './app';
import { type ComfyStatus, readStatus, rebootComfy, startComfy, waitForState } from './comfy-calls';
import { showTab } from './comfy-place';
import { judgeEverywhere, resize } from './judge';
import { launchApp } from './launch';
import { clearPacks } from './pack-folder';
import { openPalette } from './palette-calls';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';
import { graph, node } from './workflow-files';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'lean-window', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

interface LeanStatus extends ComfyStatus {
  lean: { name: string; packs: string[]; missing: string[]; of: number | null } | null;
  restart: { count: number };
}

const card = (page: Page) => page.getByTestId('lean-card');
const editor = (page: Page) => page.getByRole('dialog');
const box = (page: Page, name: string) => editor(page).locator(`input[data-name="${name}"]`);
const statusOf = async (api: string) => (await readStatus(api)) as LeanStatus;
const menu = (page: Page) => page.getByTestId('start-with');

/** A class that the pack brings is named like the pack. */
const packOf = (name: string) => `NODE_CLASS_MAPPINGS = {"${name}": type("${name}", (), {})}\n`;

async function placePacks(world: World, more: Record<string, string> = {}): Promise<void> {
  const names = ['amber', 'birch', 'cedar'];
  const files = names.map((name) => [`${name}-pack/__init__.py`, packOf(name)] as const);
  await world.comfyui.placeFiles({ ...Object.fromEntries(files), ...more });
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
}

/** What ComfyUI itself says that it imported. */
async function importedBy(api: string): Promise<string[]> {
  const { imports } = await readStatus(api);
  return imports.map(({ path }) => path.split('/').at(-1) ?? '').sort();
}

async function statesOf(page: Page): Promise<Record<string, string>> {
  const value = await callByWindow(page, 'packs.local');
  const { packs } = value as { packs: { name: string; standing?: { state: string } }[] };
  return Object.fromEntries(packs.map(({ name, standing }) => [name, standing?.state ?? '']));
}

async function saveWorkflow(world: World, name: string, classes: string[]): Promise<void> {
  const folder = join(world.comfyui.userDir, 'default', 'workflows');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), graph(classes.map((one) => node(one))));
}

test.beforeEach(({ world }) => clearPacks(world));

test.afterEach(async ({ page, api }) => {
  await callByWindow(page, 'bisect.cancel');
  await callByWindow(page, 'comfyui.stop');
  await expect.poll(async () => (await readStatus(api)).state).toMatch(/stopped|crashed/);
});

test('the packs of a saved workflow are chosen, ComfyUI loads them and no others, and a restart keeps to them', async ({
  world,
  app,
  page,
  api,
}) => {
  await resize(app, [1440, 900]);
  await placePacks(world, { 'broken-pack/__init__.py': 'import nothing_of_that_name\n' });
  await saveWorkflow(world, 'Portrait, sharp.json', ['DemoUpscaleTiled', 'KSampler']);
  await page.reload();
  const before = await readdir(world.comfyui.customNodesDir);
  // Which pack brings a class is known once the catalogue is there.
  const path = 'default/workflows/Portrait, sharp.json';
  const packsOfIt = async () => await callByWindow(page, 'workflows.packs', { path });
  await expect.poll(packsOfIt).toEqual({ packs: ['Demo-Upscaler'] });
  await showTab(page, 'overview');
  await menu(page).click();
  await page.getByRole('menuitem', { name: 'Choose packs…' }).click();
  await editor(page).getByLabel('Packs of a saved workflow').selectOption({ label: 'Portrait, sharp' });
  await expect(box(page, 'Demo-Upscaler')).toBeChecked();
  await expect(page.getByTestId('lean-count')).toHaveText('1 of 5');
  await judgeEverywhere(app, page, 'packs of a workflow');
  await resize(app, [1440, 900]);
  await page.getByTestId('lean-start').click();

  await waitForState(api, 'running');
  await expect(card(page)).toContainText('Only 1 of 5 packs');
  await expect(card(page)).toContainText('Portrait, sharp');
  await expect(page.getByTestId('lean-chip')).toHaveText('1 of 5 packs');
  expect(await importedBy(api)).toEqual(['Demo-Upscaler']);
  expect(await readdir(world.comfyui.customNodesDir)).toEqual(expect.arrayContaining(before));
  await expect
    .poll(() => statesOf(page))
    .toMatchObject({
      'Demo-Upscaler': 'loaded',
      'amber-pack': 'left-out',
      'broken-pack': 'left-out',
    });
  expect(await callByWindow(page, 'comfyui.failures')).toEqual({ items: [] });

  // A pack that is left out waits for nothing, and a restart of anybody keeps to the packs.
  await runTask(api, { kind: 'disable', params: { node_name: 'birch-pack', is_unknown: true } });
  expect((await statusOf(api)).restart.count).toBe(0);
  await rebootComfy(api);
  expect(await importedBy(api)).toEqual(['Demo-Upscaler']);

  await page.getByTestId('lean-end').click();
  await expect(card(page)).toHaveCount(0);
  // The old one runs on for a moment, with its own packs.
  await expect.poll(() => statusOf(api)).toMatchObject({ state: 'running', lean: null });
  expect(await importedBy(api)).toEqual(['Demo-Upscaler', 'amber-pack', 'broken-pack', 'cedar-pack']);
  await expect.poll(async () => (await statesOf(page))['broken-pack']).toBe('did-not-load');
  expect((await statusOf(api)).lean).toBeNull();
});

test('the choice is kept when the app starts again, says which of its packs is gone, and is changed', async ({
  world,
}) => {
  await placePacks(world);
  const userDataDir = await mkdtemp(join(tmpdir(), 'lean-'));
  const settings = { 'comfyui.port': '0' };
  const first = await launchApp({ world, userDataDir, settings });
  const order = { mode: 'lean', packs: ['amber-pack', 'cedar-pack'], name: 'Two woods' };
  expect((await ask(`${first.api}/v2/comfyui_manager/start`, order)).status).toBe(200);
  await waitForState(first.api, 'running');
  await first.close();

  await rm(join(world.comfyui.customNodesDir, 'cedar-pack'), { recursive: true });
  const { page, api, app, close } = await launchApp({ world, userDataDir, settings });
  await resize(app, [1440, 900]);
  await expect(card(page)).toContainText('The next start loads only 2 packs');
  await showTab(page, 'overview');
  await page.getByTestId('comfy-start').click();
  await waitForState(api, 'running');
  expect(await importedBy(api)).toEqual(['amber-pack']);
  await expect(page.getByTestId('lean-missing')).toContainText('cedar-pack');

  await menu(page).click();
  await judgeEverywhere(app, page, 'start with');
  await resize(app, [1440, 900]);
  await page.getByRole('menuitem', { name: 'Choose packs…' }).click();
  await expect(box(page, 'cedar-pack')).toBeChecked();
  await box(page, 'cedar-pack').uncheck();
  await box(page, 'amber-pack').uncheck();
  await expect(page.getByTestId('lean-start')).toBeDisabled();
  await box(page, 'birch-pack').check();
  await page.getByTestId('lean-start').click();
  await expect
    .poll(() => statusOf(api))
    .toMatchObject({ state: 'running', lean: { name: 'birch-pack', packs: ['birch-pack'], missing: [] } });
  expect(await importedBy(api)).toEqual(['birch-pack']);
  await close();
});

test('safe mode ends it, a search keeps to its packs and takes no other start, and an old ComfyUI is left running', async ({
  world,
  page,
  api,
}) => {
  await placePacks(world);
  await page.reload();
  const lean = { mode: 'lean', packs: ['amber-pack', 'birch-pack'], name: 'Try' };
  await callByWindow(page, 'comfyui.start', lean);
  await waitForState(api, 'running');
  await callByWindow(page, 'bisect.begin', { question: 'web-ui' });
  const search = async () =>
    (await callByWindow(page, 'bisect.view')) as { phase: string; onTrial: string[]; left: number };
  await expect.poll(async () => (await search()).phase).toBe('judging');
  expect(await search()).toMatchObject({ left: 2, onTrial: ['amber-pack'] });
  expect(await tryByWindow(page, 'comfyui.start', lean)).toMatchObject({
    ok: false,
    error: { code: 'bisect-running' },
  });
  await callByWindow(page, 'bisect.cancel');
  await waitForState(api, 'running');
  expect(await importedBy(api)).toEqual(['amber-pack', 'birch-pack']);

  await callByWindow(page, 'comfyui.start', { mode: 'bare' });
  await expect.poll(() => statusOf(api)).toMatchObject({ state: 'running', mode: 'bare', lean: null });
  await expect(page.getByTestId('lean-card')).toHaveCount(0);
  await rebootComfy(api);
  expect(await importedBy(api)).toHaveLength(4);

  const file = join(world.comfyui.path, 'comfy', 'cli_args.py');
  const source = await readFile(file, 'utf8');
  await writeFile(file, source.replaceAll('--whitelist-custom-nodes', '--old-custom-nodes'));
  try {
    const { pid } = await readStatus(api);
    const refused = await tryByWindow(page, 'comfyui.start', lean);
    expect(refused).toMatchObject({ ok: false, error: { code: 'lean-impossible' } });
    expect(await statusOf(api)).toMatchObject({ state: 'running', pid, lean: null });
  } finally {
    await writeFile(file, source);
  }
});

test('a workflow that was opened starts ComfyUI with its packs, and the palette asks which they are', async ({
  world,
  page,
  api,
}) => {
  await placePacks(world);
  await world.comfyui.placeRegistryPack('prompt-garden', '1.0.0');
  await startComfy(api);
  await page.reload();
  await page.getByTestId('place-home').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('open-workflow').click();
  const text = graph([node('DemoUpscaleTiled'), node('PromptGardenGrow'), node('KSampler')]);
  await (await chooser).setFiles({ name: 'wood.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByTestId('workflow-lean').click();
  await expect(page.getByTestId('lean-count')).toHaveText('2 of 5');
  await page.getByTestId('lean-start').click();
  await expect.poll(() => statusOf(api)).toMatchObject({ state: 'running', lean: { name: 'wood', of: 5 } });
  expect(await importedBy(api)).toEqual(['Demo-Upscaler', 'prompt-garden']);
  await openPalette(page);
  await page.getByRole('option', { name: 'Start ComfyUI with only some packs' }).click();
  await expect(page.getByTestId('lean-count')).toHaveText('2 of 5');
  await page.keyboard.press('Escape');
});
