import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { installParams, readInstalled, runTask } from './api';
import { expect, test } from './app';
import { answerSaveDialog } from './dialogs';
import { judgeEverywhere } from './judge';
import { clearPacks } from './pack-folder';
import { packRow } from './pack-row';
import { drag, picture } from './workflow-files';
import type { World } from './world/world';

test.use({ worldOptions: { name: 'library', pythonTool: 'uv' }, appFor: 'file' });

const rows = (page: Page) => page.getByTestId('pack-row');
const details = (page: Page) => page.getByTestId('pack-details');

/** Another system than this one, as the registry calls it. */
const otherSystem =
  process.platform === 'win32' ? 'Operating System :: MacOS' : 'Operating System :: Microsoft :: Windows';

/** Where the chosen optional groups of packs are written down. */
const choices = ({ comfyui }: World) => join(comfyui.userDir, '__manager', 'desktop', 'optional-groups.json');

const pictureAt = (world: World, name: string) => `${world.models.url}/somebody/pictures/resolve/main/${name}`;

function publishPicture(world: World, name: string): void {
  world.models.publish({ org: 'somebody', repo: 'pictures', file: name, sizeBytes: 0 }, picture(null));
}

function publishMore(world: World): void {
  const change = (id: string, more: object) => {
    const pack = world.registry.packs().find((known) => known.id === id);
    if (pack === undefined) throw new Error(`The registry of the world has no ${id}.`);
    world.registry.publish({ ...pack, ...more });
  };
  change('tidy-latents', { tags: ['latents', 'two words'], downloads: 9_000_000, createdAt: '2026-11-01T00:00:00Z' });
  publishPicture(world, 'icon.png');
  change('Demo-Upscaler', { icon: pictureAt(world, 'icon.png') });
  change('sampler-kit-demo', { runsOn: { os: [otherSystem] }, tags: ['latents'] });
  change('prompt-garden', { runsOn: { comfyui: '>=99.0' } });
}

test.beforeAll(({ world }) => publishMore(world));
test.beforeEach(({ world }) => clearPacks(world));

async function openPacks(page: Page): Promise<void> {
  await page.getByTestId('place-packs').click();
  await rows(page).first().waitFor();
}

async function sortBy(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Sort by/ }).click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
}

test('the list is sorted by downloads, by what is new, and by what is on disk', async ({ page, api }) => {
  for (const id of ['demo-upscaler', 'tidy-latents'])
    await runTask(api, { kind: 'install', params: installParams(id) });
  await openPacks(page);
  for (const name of ['Downloads', 'Newest']) {
    await sortBy(page, name);
    await expect(rows(page).first()).toHaveAttribute('data-key', 'tidy-latents');
  }
  await sortBy(page, 'Installed last');
  await expect(rows(page).nth(0)).toHaveAttribute('data-key', 'tidy-latents');
  await expect(rows(page).nth(1)).toHaveAttribute('data-key', 'Demo-Upscaler');
  await sortBy(page, 'Size on disk');
  await expect(rows(page).nth(2)).toHaveAttribute('data-state', 'absent');
  const onDisk = await Promise.all([0, 1].map((at) => rows(page).nth(at).getAttribute('data-key')));
  expect(onDisk.sort()).toEqual(['Demo-Upscaler', 'tidy-latents']);
  await sortBy(page, 'Stars');
});

test('what does not run here says so in its row, its details and its versions, and a token finds it', async ({
  app,
  page,
}) => {
  await openPacks(page);
  await page.getByTestId('views-menu').click();
  await page.getByRole('menuitem', { name: 'Does not run here' }).click();
  await expect(page.getByTestId('pack-search')).toHaveValue('@unfit');
  await expect(rows(page)).toHaveCount(2);
  await expect(packRow(page, 'sampler-kit-demo').getByTestId('pack-status')).toContainText('Other system');
  await expect(packRow(page, 'prompt-garden').getByTestId('pack-status')).toContainText('Other ComfyUI');
  await packRow(page, 'sampler-kit-demo').click({ position: { x: 120, y: 20 } });
  await expect(details(page).getByTestId('pack-fit')).toContainText('It does not say that it runs on');
  await judgeEverywhere(app, page, 'packs that do not run here');
  await page.getByTestId('details-tab-versions').click();
  await expect(details(page).getByTestId('version-fit').first()).toContainText('It does not say that it runs on');
  await page.getByTestId('details-tab-overview').click();
  await page.getByTestId('pack-search').fill('');
});

test('a tag of a pack searches for all that have it', async ({ page }) => {
  await openPacks(page);
  await page.getByTestId('pack-search').fill('tidy');
  await packRow(page, 'tidy-latents').click({ position: { x: 120, y: 20 } });
  await page.getByTestId('pack-tags').getByRole('button', { name: 'latents' }).click();
  await expect(page.getByTestId('pack-search')).toHaveValue('tag:latents');
  await expect(rows(page)).toHaveCount(2);
  await page.getByTestId('pack-tags').getByRole('button', { name: 'two words' }).click();
  await expect(page.getByTestId('pack-search')).toHaveValue('tag:"two words"');
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('pack-search').fill('');
});

test('a list of packs goes out, and installs what is missing elsewhere without touching the rest', async ({
  app,
  page,
  api,
  world,
}) => {
  await runTask(api, {
    kind: 'install',
    params: { ...installParams('tidy-latents[names]'), version: '1.1.0', selected_version: '1.1.0' },
  });
  await openPacks(page);
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'update');
  await packRow(page, 'tidy-latents').click({ modifiers: ['Control'], position: { x: 120, y: 20 } });
  await packRow(page, 'Demo-Upscaler').click({ modifiers: ['Control'], position: { x: 120, y: 20 } });
  const file = join(world.root, 'my packs.json');
  await answerSaveDialog(app, file);
  await page.getByTestId('selection-export').click();
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"tidy-latents"');
  const list = JSON.parse(await readFile(file, 'utf8')) as {
    packs: { id: string; version: string | null; groups?: string[] }[];
  };
  expect(list.packs.map(({ id, version, groups }) => [id, version, groups]).sort()).toEqual([
    ['Demo-Upscaler', null, undefined],
    ['tidy-latents', '1.1.0', ['names']],
  ]);
  await page.keyboard.press('Escape');

  await clearPacks(world);
  await rm(choices(world), { force: true });
  await runTask(api, { kind: 'install', params: installParams('prompt-garden') });
  list.packs.push({ id: 'nobody-has-this', version: '1.0.0' }, { id: 'prompt-garden', version: '0.0.1' });
  await writeFile(file, JSON.stringify(list));
  await drag(page, { name: 'my packs.json', bytes: await readFile(file) }, ['drop']);
  const summary = page.getByTestId('pack-list-summary');
  await expect(summary).toHaveText('2 to install · 1 already here · 1 that no catalogue lists');
  await expect(page.getByTestId('pack-list-row').filter({ hasText: 'Tidy Latents' })).toContainText('1.1.0 [names]');
  await judgeEverywhere(app, page, 'a list of packs');
  const before = await readInstalled(api);
  await page.getByTestId('pack-list-install').click();
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'update');
  await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'installed');
  expect(JSON.parse(await readFile(choices(world), 'utf8'))).toEqual({ 'tidy-latents': 'names' });
  const after = await readInstalled(api);
  expect(after).toMatchObject({ ...before, 'tidy-latents': { ver: '1.1.0', enabled: true } });
  expect(Object.keys(after).sort()).toEqual(['Demo-Upscaler', 'prompt-garden', 'tidy-latents']);
});

test('a pack has its picture, and a readme shows its own only when a person wants to see them', async ({
  app,
  page,
  api,
  world,
}) => {
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler') });
  publishPicture(world, 'shown.png');
  const lines = [pictureAt(world, 'shown.png'), pictureAt(world, 'gone.png'), 'https://10.0.0.1/inside.png'];
  const readme = join(world.comfyui.customNodesDir, 'Demo-Upscaler', 'README.md');
  await writeFile(readme, ['# Pictures', ...lines.map((url) => `![one](${url})`)].join('\n\n'));
  const countRequests = (name: string) => world.models.requests().filter(({ path }) => path.includes(name)).length;
  await openPacks(page);
  await packRow(page, 'Demo-Upscaler').click({ position: { x: 120, y: 20 } });
  await expect(details(page).locator('.avatar').first()).toHaveAttribute('style', /data:image\/png/u);
  await page.getByTestId('details-tab-readme').click();
  await expect(page.getByTestId('readme-gallery')).toContainText('Show 3 pictures');
  expect(countRequests('shown.png')).toBe(0);
  await page.getByRole('button', { name: 'Show 3 pictures' }).click();
  const tiles = page.getByTestId('gallery-picture');
  await expect(tiles.nth(0)).toHaveAttribute('data-state', 'shown');
  await expect(tiles.nth(1)).toHaveAttribute('data-state', 'failed');
  await expect(tiles.nth(2)).toHaveAttribute('data-state', 'failed');
  await judgeEverywhere(app, page, 'pictures of a readme');
  await page.getByTestId('details-tab-overview').click();
});
