import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from './app';
import { ourDir } from './home-calls';
import { judgeEverywhere } from './judge';
import { tryByWindow } from './window-door';

test.use({ worldOptions: { name: 'held-folder', pythonTool: 'uv' } });

test('a folder that another machine took over is closed, which is said until it was seen, and watched before it is opened again', async ({
  world,
  app,
  page,
}) => {
  const file = ourDir(world, 'open-in.json');
  const own = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  expect(own).toMatchObject({ address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  const theirs = JSON.stringify({ ...own, id: randomUUID(), host: 'another-machine', pid: 1 });
  await writeFile(file, theirs);
  await expect.poll(async () => (await tryByWindow(page, 'snapshots.save', {})).ok).toBe(false);

  await expect(page.getByTestId('onboarding')).toBeVisible();
  const news = page.locator('[data-sonner-toast]');
  await expect(news).toContainText('was closed here');
  await expect(news).toContainText('(process 1 on another-machine)');
  await judgeEverywhere(app, page, 'held folder, lost');
  // What the other app has is not touched.
  expect(await readFile(file, 'utf8')).toBe(theirs);

  await page.getByTestId('toast-held-open').click();
  await expect(news).toContainText('watches for up to 30 seconds whether it still works there');
  await judgeEverywhere(app, page, 'held folder, watched');
  // The other app closes it.
  await rm(file);
  await expect(page.getByTestId('installation-switcher')).toHaveAttribute('title', world.comfyui.path);
});
