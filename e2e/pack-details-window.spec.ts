import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { judge, judgeEverywhere } from './judge';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';
import type { World } from './world/world';
import { watchBrowser } from './opened-links';

test.skip(...needsStandIn('imports packs that are made to fail'));
test.use({ worldOptions: { name: 'pack-details', pythonTool: 'uv' }, appFor: 'file' });

const details = (page: Page) => page.getByTestId('pack-details');
const part = (page: Page, name: string) => page.getByTestId(`details-${name}`);
const versionRow = (page: Page, version: string) =>
  page.locator(`[data-testid="version-row"][data-version="${version}"]`);

async function open(page: Page, title: string): Promise<void> {
  await page.getByTestId('pack-search').fill(title);
  await page.getByTestId('pack-row').filter({ hasText: title }).first().click();
  await expect(details(page)).toContainText(title);
}

async function show(page: Page, name: string): Promise<void> {
  await page.getByTestId(`details-tab-${name}`).click();
  await expect(part(page, name)).toBeVisible();
}

/** Makes everything that was kept look as old as the first of November. */
async function ageCachedAnswers({ comfyui }: World): Promise<void> {
  const folder = join(comfyui.userDir, '__manager', 'desktop', 'pack-details');
  for (const name of ['versions', 'repositories', 'dependencies']) {
    for (const file of await readdir(join(folder, name)).catch(() => [])) {
      const cached = JSON.parse(await readFile(join(folder, name, file), 'utf8')) as object;
      await writeFile(join(folder, name, file), JSON.stringify({ ...cached, at: '2025-11-01T09:30:00Z' }));
    }
  }
  const long = new Date('2025-11-01T09:30:00Z');
  for (const name of await readdir(join(folder, 'histories')).catch(() => [])) {
    await utimes(join(folder, 'histories', name, 'comfyui-manager-desktop-asked'), long, long);
  }
}

test.afterEach(({ world }) => {
  world.git.clearFaults();
  world.registry.apiFaults.clear();
});

test('an installed release: facts, readme and versions with what git has beyond them', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await open(page, 'Demo Upscaler');
  await page.getByTestId('details-more').click();
  await expect(page.getByTestId('pack-size')).toContainText(/ kB in \d+ files/);
  await expect(page.getByTestId('import-time')).toContainText('Not imported at the last start');
  await expect(part(page, 'overview')).toContainText('MIT');
  // Nothing speaks against it and nothing is refused, so nothing is said.
  await expect(page.getByTestId('security')).toHaveCount(0);
  await judgeEverywhere(app, page, 'pack details, overview');

  await show(page, 'readme');
  await expect(page.getByTestId('readme')).toContainText('Enlarges pictures in tiles');
  await judgeEverywhere(app, page, 'pack details, readme');

  await show(page, 'versions');
  await expect(page.getByTestId('nightly')).toContainText('1 commit after 1.2.0');
  await expect(page.getByTestId('nightly')).toContainText('3 commits after what is installed (1.0.0)');
  await versionRow(page, 'nightly')
    .getByRole('button', { name: /after what is installed/ })
    .click();
  await expect(page.getByTestId('commit')).toHaveCount(3);
  await expect(page.getByTestId('commit').first()).toContainText('Plans for the next version');
  await judgeEverywhere(app, page, 'pack details, versions');
});

test('an installed release: nodes and requirements, and the part survives a reload', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('wants-old-torch', '1.2.0');
  await open(page, 'Demo Upscaler');
  await show(page, 'nodes');
  await expect(part(page, 'nodes')).toContainText('DemoUpscaleTiled');
  await expect(part(page, 'nodes').getByRole('searchbox')).toHaveCount(0);
  await judgeEverywhere(app, page, 'pack details, nodes');

  await show(page, 'requirements');
  await expect(part(page, 'requirements')).toContainText('needs no Python packages');
  await page.reload();
  await expect(part(page, 'requirements')).toContainText('needs no Python packages');

  await open(page, 'Wants Old Torch');
  const lines = page.getByTestId('requirement');
  await expect(lines.filter({ hasText: 'torch==2.6.0' })).toHaveAttribute('data-standing', 'unmet');
  await expect(lines.filter({ hasText: 'torch==2.6.0' })).toContainText('installed: 2.7.1');
  await expect(lines.filter({ hasText: 'tinydep' })).toHaveAttribute('data-standing', 'missing');
  // torch is left out on purpose, so there is one thing to bring.
  await expect(page.getByTestId('details-lacking')).toContainText('2 requirements are not met');
  await expect(part(page, 'requirements')).toContainText('Reinstalling fixes 1 of them');
  await judgeEverywhere(app, page, 'pack details, requirements');
});

test('a clone says how far it is behind its remote', async ({ page, world }) => {
  await world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 2 });
  await open(page, 'Paper Lantern');
  await show(page, 'overview');
  await expect(page.getByTestId('security')).toContainText('From a listed git repository');
  await show(page, 'versions');
  await expect(page.getByTestId('nightly')).toContainText(/2 commits after what is installed \([0-9a-f]{7}\)/);
  await show(page, 'readme');
  await expect(page.getByTestId('readme')).toContainText('Soft light for portraits');
});

test('a pack that failed to import says so, with its time', async ({ page, world }) => {
  await world.comfyui.placeRegistryPack('missing-module', '1.2.0');
  await callByWindow(page, 'comfyui.start');
  await open(page, 'Missing Module');
  await show(page, 'overview');
  await page.getByTestId('details-more').click();
  await expect(page.getByTestId('import-time')).toContainText(/Failed after/);
  await expect(page.getByTestId('details-import')).toBeVisible();
  await judge(page, 'pack details, failed import');
  await callByWindow(page, 'comfyui.stop');
});

test('a flagged version is told in the overview and among the versions', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('watched-pack', '1.1.0');
  await open(page, 'Watched Pack');
  await show(page, 'overview');
  const security = page.getByTestId('security');
  await expect(security).toHaveAttribute('data-status', 'flagged');
  await expect(security).toContainText('found something suspicious');
  await judgeEverywhere(app, page, 'pack details, flagged');
  await show(page, 'versions');
  await expect(versionRow(page, '1.1.0')).toContainText('Flagged');
  await expect(versionRow(page, '1.3.0')).toContainText('Pending review');
});

const pixel = (world: World, name: string) => `${world.channel.url}/${name}.png`;

function hostileReadme(world: World): string {
  return [
    '# Harmless title',
    '<script>window.pwned = 1</script><img src="x" onerror="window.pwned = 2">',
    `<p align="center"><img src="${pixel(world, 'tracker')}" alt="Logo of the pack"><br><b>Written in HTML</b></p>`,
    `<iframe src="${pixel(world, 'frame')}"></iframe><style>body { display: none }</style>`,
    `![A diagram](${pixel(world, 'diagram')}) [bad](javascript:window.pwned=3) [worse](data:text/html,x) [file](file:///etc/passwd)`,
    '<a href="javascript:window.pwned=4">also bad</a>',
    `<details><summary>How it was drawn <img src="${pixel(world, 'folded')}" alt="A fold"></summary>\n\nFrom *boxes*.\n\n</details>`,
    '<form action="https://example.invalid/login"><input name="password" style="position: fixed"></form>',
    '[the manual](docs/manual.md) and [a page](https://example.invalid/page)',
    '| a | b |\n|---|---|\n| `x` | y |',
    '- [x] done\n- [ ] open',
    '```\n' + 'a very long line of code '.repeat(30) + '\n```',
    '## Second\n\n' + 'word '.repeat(40_000),
  ].join('\n\n');
}

test('a hostile readme of a pack that is not installed is only text', async ({ app, page, world }) => {
  await world.git.commit('adaquill', 'ComfyUI-Nested-Boxes', {
    message: 'Readme',
    files: { 'README.md': hostileReadme(world) },
    date: '2025-10-03T00:00:00Z',
  });
  const opened = await watchBrowser(app);
  world.forgetRequests();
  await open(page, 'Nested Boxes');
  await show(page, 'readme');
  const readme = page.getByTestId('readme');
  await expect(readme.getByRole('heading', { level: 3, name: 'Harmless title' })).toBeVisible();
  await expect(readme.getByRole('heading', { level: 4, name: 'Second' })).toBeVisible();
  await expect(readme).toContainText('Written in HTML');
  await expect(readme).toContainText('Image: Logo of the pack');
  await expect(readme).toContainText('Only the beginning of this readme is shown');
  await expect(readme).not.toContainText('pwned');
  await expect(readme.locator('img, script, iframe, style, form, input')).toHaveCount(0);
  await expect(readme.getByText('From boxes.')).toBeHidden();
  await readme.getByText('How it was drawn').click();
  await expect(readme.getByText('From boxes.')).toBeVisible();
  const targets = await readme.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(targets).toEqual([
    'https://github.com/adaquill/ComfyUI-Nested-Boxes/blob/HEAD/docs/manual.md',
    'https://example.invalid/page',
  ]);
  await readme.getByRole('link', { name: 'the manual' }).click();
  await readme.getByRole('button', { name: 'Image: A diagram' }).click();
  await expect.poll(opened).toEqual([targets[0], pixel(world, 'diagram')]);
  expect(await page.evaluate(() => (globalThis as unknown as { pwned?: number }).pwned)).toBeUndefined();
  expect(world.requests().filter(({ path }) => path.endsWith('.png'))).toEqual([]);
  await judgeEverywhere(app, page, 'pack details, hostile readme');
});

test('without the hosts: what was kept with its date, and reasons with a retry for the rest', async ({
  app,
  page,
  world,
}) => {
  await open(page, 'Prompt Garden');
  await show(page, 'readme');
  await expect(page.getByTestId('readme')).toContainText('Grows prompts');
  await show(page, 'versions');
  await expect(page.getByTestId('nightly')).toBeVisible();

  await ageCachedAnswers(world);
  const away = { kind: 'status', status: 503 } as const;
  world.registry.apiFaults.set('*', away);
  for (const repo of ['Prompt-Garden', 'ComfyUI-Wired-Shapes']) world.git.fault('adaquill', repo, away);
  await page.reload();
  await expect(page.getByTestId('details-age')).toContainText('As of 1 Nov');
  await expect(page.getByTestId('nightly')).toContainText('As of 1 Nov');
  await expect(page.getByTestId('nightly')).toContainText('1 commit after 1.2.0');
  await judgeEverywhere(app, page, 'pack details, versions offline');
  await show(page, 'readme');
  await expect(page.getByTestId('details-age')).toContainText('As of 1 Nov');
  await expect(page.getByTestId('readme')).toContainText('Grows prompts');

  await open(page, 'Wired Shapes');
  await expect(page.getByTestId('details-failed')).toContainText('The readme could not be read');
  await judgeEverywhere(app, page, 'pack details, readme failed');
  world.git.clearFaults();
  await page.getByTestId('details-failed').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('readme')).toContainText('Draws masks from simple shapes');
});
