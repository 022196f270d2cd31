import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { getJson } from './api';
import { expect, test } from './app';
import { readStatus, startComfy, waitForState } from './comfy-calls';
import { expectState, showTab } from './comfy-place';
import { clearPacks } from './pack-folder';
import { watchBrowser } from './opened-links';
import { openPalette } from './palette-calls';
import { stallWhile } from './place-states';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import type { World } from './world/world';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({
  worldOptions: { name: 'bisect-window', pythonTool: 'uv' },
  appSettings: { 'comfyui.port': '0' },
  appFor: 'file',
});

interface View {
  phase: string;
  start: number;
  port: number | null;
  onTrial: string[];
}

const quiet = 'NODE_CLASS_MAPPINGS = {}\n';
const deadly = 'import sys\nraise SystemExit("the licence of this pack is gone")\n';
/** Ends ComfyUI when both of them are loaded. */
const half = `import sys
sys.met = getattr(sys, "met", 0) + 1
if sys.met == 2:
    raise SystemExit("they do not get along")
NODE_CLASS_MAPPINGS = {}
`;

async function placePacks(world: World, special: Record<string, string>): Promise<void> {
  const names = ['amber', 'birch', 'cedar', 'dune', 'ember', 'fjord', 'grove', 'heath'];
  const files = names.map((name) => [`${name}-pack/__init__.py`, special[name] ?? quiet] as const);
  await world.comfyui.placeFiles(Object.fromEntries(files));
}

const bisectOf = (api: string) => getJson<View>(`${api}/v2/comfyui_manager/bisect`);
const now = (page: Page) => page.getByTestId('bisect-search');
const result = (page: Page) => page.getByTestId('bisect-result');
const dialog = (page: Page) => page.getByTestId('bisect-dialog');
const begin = (page: Page) => dialog(page).getByRole('button', { name: 'Begin' }).click();

/** The pack list that the dialog counts by has come. */
async function expectStarts(page: Page, count: number): Promise<void> {
  await expect(dialog(page).getByTestId('bisect-starts')).toContainText(`at most ${count} starts`);
}

/** Waits until the start of that number waits for a word, or the search is over. */
async function waitForJudging(api: string, start: number): Promise<View> {
  const isThere = async () => {
    const view = await bisectOf(api);
    return view.phase === 'done' || (view.phase === 'judging' && view.start === start);
  };
  await expect.poll(isThere, { intervals: [50] }).toBe(true);
  return bisectOf(api);
}

/** Waits for the end of a search, from one start to the next: how many there are is no measure of how long one may take. */
async function waitForResult(api: string): Promise<void> {
  for (let view = await bisectOf(api); view.phase !== 'done'; view = await bisectOf(api)) {
    const { start, phase } = view;
    await expect.poll(() => bisectOf(api), { intervals: [50] }).not.toMatchObject({ start, phase });
  }
}

async function askByPalette(page: Page): Promise<void> {
  // The keys are heard once the places are there.
  await page.getByTestId('place-home').click();
  await openPalette(page);
  await page.getByRole('option', { name: 'Find the pack that breaks ComfyUI' }).click();
}

test.beforeEach(({ world }) => clearPacks(world));

test.afterEach(async ({ page, api }) => {
  await callByWindow(page, 'bisect.cancel');
  await callByWindow(page, 'comfyui.stop');
  await expect.poll(async () => (await readStatus(api)).state).toMatch(/stopped|crashed/);
});

test('a crash leads to a search that survives other places and a reload, and ends with a start without the pack', async ({
  world,
  page,
  api,
}) => {
  const gateFile = join(world.root, 'held');
  await placePacks(world, { fjord: `${stallWhile(gateFile)}${deadly}` });
  await page.reload();
  await showTab(page, 'overview');
  await page.getByTestId('comfy-start').click();
  await expectState(page, 'crashed');
  // The search gets no further than to this pack for as long as it is looked at.
  await writeFile(gateFile, '');
  await page.getByTestId('comfy-bisect').click();
  await expectStarts(page, 4);
  await begin(page);
  await expect(now(page)).toContainText('of at most 4');
  await expect(page.getByTestId('comfy-start')).toHaveCount(0);

  await page.getByTestId('place-packs').click();
  await expect(page.getByTestId('bisect-card')).toContainText('Looking for the pack');
  await expect(page.getByRole('button', { name: 'ComfyUI: Trying packs' })).toBeVisible();
  await page.reload();
  const card = page.getByTestId('bisect-card');
  await card.getByRole('button').first().click();
  await expect(now(page)).toContainText('of at most 4');
  await rm(gateFile);
  await expect(result(page)).toContainText('It is fjord-pack');
  await expect(result(page)).toContainText('4 starts');
  // What was found names it, and what can be done with it does not say so again.
  await expect(result(page).getByText('fjord-pack')).toHaveCount(1);
  await expect(result(page).getByTestId('bisect-disable')).toHaveText('Disable it and start');
  await result(page).getByRole('button', { name: 'What it said' }).click();
  await expect(result(page)).toContainText('the licence of this pack is gone');

  await result(page).getByTestId('bisect-disable').click();
  await waitForState(api, 'running');
  // What was wrong is not any more: no alarm is left, and the next start forgets what was found.
  const settled = page.getByTestId('bisect-settled');
  await expect(settled).toContainText('ComfyUI runs without fjord-pack');
  await expect(settled.getByTestId('bisect-enable')).toBeVisible();
  await expect(result(page)).toHaveCount(0);
  await expect(card).toHaveCount(0);
  await page.getByTestId('comfy-restart').click();
  await expect(settled).toHaveCount(0);
});

test('two that break it only together are named together', async ({ world, page, api }) => {
  await placePacks(world, { birch: half, grove: half });
  await page.reload();
  await askByPalette(page);
  await expectStarts(page, 4);
  await begin(page);
  await waitForResult(api);
  await expect(result(page)).toContainText('together');
  await expect(result(page)).toContainText('birch-pack');
  await expect(result(page)).toContainText('grove-pack');
});

test('among suspected packs only these are tried', async ({ world, page }) => {
  await placePacks(world, { dune: deadly });
  await page.reload();
  await askByPalette(page);
  await expectStarts(page, 4);
  await dialog(page).getByRole('button', { name: 'Suspected packs' }).click();
  for (const name of ['cedar-pack', 'dune-pack', 'ember-pack', 'fjord-pack', 'grove-pack', 'heath-pack'])
    await dialog(page).getByLabel(name).uncheck();
  await expectStarts(page, 3);
  await begin(page);
  await expect(result(page)).toContainText('None of the suspected packs');
});

test('a pack that did not load is asked about, and fails by itself', async ({ world, page }) => {
  await placePacks(world, { cedar: 'import there_is_no_such_module\n' });
  await page.reload();
  await showTab(page, 'overview');
  await page.getByTestId('comfy-start').click();
  await expectState(page, 'running');
  const problem = page.locator('[data-testid="import-problem"][data-name="cedar-pack"]');
  await problem.getByTestId('problem-bisect').click();
  await expect(dialog(page).getByTestId('bisect-pack')).toBeChecked();
  await expectStarts(page, 5);
  await begin(page);
  await expect(result(page)).toContainText('cedar-pack fails by itself');
  await expectState(page, 'running');
});

test('what only a person sees they judge in the window, and no page of somebody else does', async ({
  world,
  page,
  app,
  api,
}) => {
  await placePacks(world, {});
  await page.reload();
  const opened = await watchBrowser(app);
  await startComfy(api);
  await showTab(page, 'overview');
  await page.getByTestId('bisect-entry').click();
  await expect(dialog(page).getByTestId('bisect-web-ui')).toBeChecked();
  await begin(page);
  for (let start = 1; start <= 8; start += 1) {
    const view = await waitForJudging(api, start);
    if (view.phase !== 'judging') break;
    if (start === 2) {
      // The web UI of a pack is a page like any other, and its word counts for nothing.
      const headers = { origin: `http://127.0.0.1:${view.port}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ start, verdict: 'bad' });
      const answer = await fetch(`${api}/v2/comfyui_manager/bisect/answer`, { method: 'POST', headers, body });
      expect(answer.status).toBe(403);
      expect(await bisectOf(api)).toMatchObject({ phase: 'judging', start });
      await page.reload();
    }
    // A word counts for the start that the window shows.
    await expect(now(page)).toContainText(`Start ${start} of`);
    await page.getByTestId('bisect-open').click();
    await expect.poll(async () => (await opened()).at(-1)).toBe(`http://127.0.0.1:${view.port}/`);
    await page.getByTestId(view.onTrial.includes('heath-pack') ? 'bisect-bad' : 'bisect-good').click();
    await expect.poll(async () => bisectOf(api)).not.toMatchObject({ phase: 'judging', start });
  }
  await expect(result(page)).toContainText('It is heath-pack');
  await expectState(page, 'running');
  await result(page).getByTestId('bisect-details').click();
  await expect(page.getByTestId('pack-details')).toContainText('heath-pack');
});

test('a cancel puts ComfyUI back into the mode it had', async ({ world, page, api }) => {
  await placePacks(world, {});
  await page.reload();
  await showTab(page, 'overview');
  await page.getByTestId('comfy-bare').click();
  await waitForState(api, 'running');
  await page.getByTestId('bisect-entry').click();
  await begin(page);
  const { port } = await waitForJudging(api, 1);
  await expect(page.getByTestId('bisect-good')).toBeVisible();
  await page.getByTestId('bisect-cancel').click();
  await expect(now(page)).toHaveCount(0);
  await waitForState(api, 'running');
  expect(await readStatus(api)).toMatchObject({ mode: 'bare' });
  await expect(fetch(`http://127.0.0.1:${port}/system_stats`)).rejects.toThrow();
});
