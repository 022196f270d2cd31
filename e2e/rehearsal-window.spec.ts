import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { judgeEverywhere } from './judge';
import { clearPacks, packVersion } from './pack-folder';
import { needsStandIn } from './stand-in';
import { stallWhile } from './place-states';
import { readTree } from './tree';
import { callByWindow } from './window-door';
import { graph, node } from './workflow-files';
import { git } from './world/git-repos';
import type { World } from './world/world';

test.skip(...needsStandIn('expects what the world publishes'));
test.use({ worldOptions: { name: 'rehearsal-window', pythonTool: 'uv' } });

const review = (page: Page) => page.getByTestId('update-review');
const rowOf = (page: Page, name: string) => review(page).getByTestId('review-row').filter({ hasText: name });
const checkOf = (page: Page, name: string) => review(page).getByRole('checkbox', { name: `Update ${name}` });
const stagingOf = (world: World) => join(world.comfyui.userDir, '__manager', 'desktop', 'staging');

test.beforeEach(({ world }) => clearPacks(world));

/** A version that the registry has from now on, and that is like its newest one but for these files. */
function publish(world: World, [id, version]: readonly [string, string], files: Record<string, string>): void {
  const newest = world.registry
    .packs()
    .find((pack) => pack.id === id)
    ?.versions.at(-1);
  if (newest === undefined) throw new Error(`The world has no ${id}.`);
  const project = String(newest.files['pyproject.toml']).replace(/^version = .*$/mu, `version = "${version}"`);
  world.registry.publishVersion(id, {
    ...newest,
    ...{ version, createdAt: '2026-01-01T00:00:00Z' },
    files: { ...newest.files, 'pyproject.toml': project, ...files },
  });
}

/** The review reads both versions of each update in the background, and stages them for as long: what a trial leaves would stay. */
const nothingStaged = (world: World) => expect.poll(() => readdir(stagingOf(world))).toEqual([]);

/** The installed packs and the environment, each file with its content. */
async function readInstalled(world: World) {
  return { packs: await readTree(world.comfyui.customNodesDir), environment: await readTree(world.comfyui.venvDir) };
}

test('updates are tried first: what breaks is marked and left out, what is fine is updated, and a stop leaves nothing', async ({
  world,
  app,
  page,
}) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await world.comfyui.placeRegistryPack('prompt-garden', '1.0.0');
  await world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
  const stall = join(world.root, 'a trial is looked at');
  const broken = `${stallWhile(stall)}import no_such_module_anywhere\n`;
  publish(world, ['prompt-garden', '7.0.0'], { '__init__.py': broken });
  publish(world, ['Demo-Upscaler', '7.0.0'], {
    '__init__.py':
      'from .nodes import NODE_CLASS_MAPPINGS as OWN\n\nNODE_CLASS_MAPPINGS = {name: OWN[name] for name in OWN if name != "DemoUpscaleTiled"}\n',
  });
  const workflows = join(world.comfyui.userDir, 'default', 'workflows');
  await mkdir(workflows, { recursive: true });
  await writeFile(join(workflows, 'portrait.json'), graph([node('DemoUpscaleTiled')]));
  await page.getByTestId('place-packs').click();
  await page.getByTestId('review-updates').click();
  await expect(review(page).getByTestId('review-row')).toHaveCount(3);
  await callByWindow(page, 'python.plan', { packages: ['tinydep'] });
  const before = await readInstalled(world);

  const boxes = () =>
    Promise.all(
      [page.getByTestId('review-confirm'), page.getByTestId('review-try'), rowOf(page, 'Prompt Garden')].map((one) =>
        one.boundingBox().then((box) => box && [box.x, box.y]),
      ),
    );
  await expect(review(page).getByTestId('review-hint')).toBeVisible();
  const places = await boxes();
  await writeFile(stall, '');
  await page.getByTestId('review-try').click();
  await expect(review(page).getByTestId('trial-progress')).toContainText('Trying 3 updates');
  await expect(page.getByTestId('review-try')).toBeDisabled();
  await review(page).getByRole('button', { name: 'Stop trying' }).click();
  await expect(review(page).getByTestId('trial-progress')).toHaveCount(0);
  await expect(review(page).getByTestId('trial-result')).toHaveCount(0);
  await nothingStaged(world);
  await rm(stall);

  await page.getByTestId('review-try').click();
  const result = review(page).getByTestId('trial-result');
  await expect(result).toBeVisible();
  // What is told and what is marked moves nothing under the pointer.
  expect(await boxes()).toEqual(places);
  await expect(result).toContainText('1 of 3 updates are fine');
  await expect(rowOf(page, 'Prompt Garden').getByTestId('trial-mark')).toContainText('Does not import');
  await expect(rowOf(page, 'Prompt Garden').getByTestId('trial-mark')).toContainText('no_such_module_anywhere');
  await expect(rowOf(page, 'Demo Upscaler').getByTestId('trial-mark')).toContainText(
    'Loses nodes · DemoUpscaleTiled, which portrait uses',
  );
  await expect(rowOf(page, 'Paper Lantern').getByTestId('trial-mark')).toContainText('Tried, fine');
  await expect(checkOf(page, 'Prompt Garden')).not.toBeChecked();
  await expect(checkOf(page, 'Demo Upscaler')).not.toBeChecked();
  await expect(checkOf(page, 'Paper Lantern')).toBeChecked();
  expect(await readInstalled(world)).toEqual(before);
  await nothingStaged(world);
  await judgeEverywhere(app, page, 'update review, tried');
  // A verdict does not speak of what was not tried.
  await checkOf(page, 'ComfyUI').check();
  await expect(result).toHaveCount(0);
  await checkOf(page, 'ComfyUI').uncheck();
  await expect(result).toBeVisible();

  await expect(page.getByTestId('review-confirm')).toHaveText('Update 1');
  await page.getByTestId('review-confirm').click();
  const cwd = join(world.comfyui.customNodesDir, 'ComfyUI-Paper-Lantern');
  const newest = await world.git.hashOf('adaquill', 'ComfyUI-Paper-Lantern');
  // For a moment no folder is there, while the new one takes its place.
  await expect.poll(() => git(['rev-parse', 'HEAD'], { cwd }).catch(() => '')).toBe(newest);
  expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.0.0');
  expect(await packVersion(world, 'prompt-garden')).toBe('1.0.0');
});
