import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ElectronApplication } from 'playwright';
import { waitForTasksOf } from './api';
import { expect, test } from './app';
import { attention, clearHome, createClicks, diskPart, openHome, ourDir } from './home-calls';
import { inMain } from './in-main';
import { judge, judgeEverywhere } from './judge';
import { modelsDir } from './model-tasks';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'home-disk', pythonTool: 'uv' }, appFor: 'file' });

const run = promisify(execFile);

/** Lets the trash of the system be a real deletion: what is in this machine's own trash is none of the test's business. */
async function deleteInsteadOfTrash(app: ElectronApplication): Promise<void> {
  const replace = () =>
    app.evaluate(({ shell }) => {
      shell.trashItem = (path) => process.getBuiltinModule('node:fs').promises.rm(path);
    });
  await inMain(replace);
}

test.beforeEach(({ world }) => clearHome(world));

test('the disk is shown by part, and 10 GB are freed in four clicks', async ({ app, page, world }) => {
  await deleteInsteadOfTrash(app);
  const big = modelsDir(world, 'checkpoints', 'big.safetensors');
  await writeFile(big, '');
  // A file with a hole: its size is what counts, and it fits on any disk.
  await truncate(big, 12e9);
  await writeFile(modelsDir(world, 'checkpoints', 'small.safetensors'), Buffer.alloc(3_000_000));
  await openHome(page);
  // Home measures as soon as it is there, which may have been before the files were.
  await page.getByTestId('disk-measure').click();
  await expect(diskPart(page, 'models')).toContainText('12 GB');
  for (const name of ['packs', 'python', 'comfyui', 'manager'])
    await expect(diskPart(page, name)).toHaveCount(name === 'packs' ? 0 : 1);
  await judgeEverywhere(app, page, 'home, disk');
  const { click, count } = createClicks();
  await click(page.getByTestId('disk-largest'));
  await expect(page.getByTestId('disk-tile').first()).toContainText('big.safetensors');
  await click(page.getByTestId('disk-tile').first());
  await click(page.getByTestId('model-details').getByRole('button', { name: 'Move to trash' }));
  await click(page.getByRole('alertdialog').getByRole('button', { name: 'Move to trash' }));
  expect(count()).toBeLessThanOrEqual(4);
  await expect
    .poll(() =>
      stat(big).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
  await openHome(page);
  await page.getByTestId('disk-measure').click();
  await expect(diskPart(page, 'models')).toContainText('3.0 MB');
});

test('a removed model is found in the trash, and its room is freed there', async ({ page, api, world }) => {
  const models = ['first', 'second'].map((name) => modelsDir(world, 'checkpoints', `${name}.safetensors`));
  for (const file of models) {
    await writeFile(file, '');
    await truncate(file, 6e9);
  }
  const remove = async (name: string): Promise<void> => {
    await page.getByTestId('disk-tile').filter({ hasText: name }).click();
    await page.getByTestId('model-details').getByRole('button', { name: 'Move to trash' }).click();
  };
  await openHome(page);
  await page.getByTestId('disk-largest').click();
  await remove('first.safetensors');
  await expect(page.getByTestId('disk-tile').filter({ hasText: 'first' })).toHaveCount(0);
  // It is in the trash once its task has ended.
  await waitForTasksOf(api, 'desktop-window', 1);
  // Both would be more than the trash may hold.
  await remove('second.safetensors');
  await expect(page.getByTestId('trash-displaces')).toContainText('its oldest item (6.0 GB)');
  await judge(page, 'home, trash question that displaces');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await openHome(page);
  await page.getByTestId('disk-trash').click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByTestId('leftover')).toContainText('Move first.safetensors to the trash');
  await dialog.getByRole('button', { name: 'Delete 6.0 GB' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await readdir(ourDir(world, 'trash'))).toEqual([]);
  await page.getByTestId('place-activity').click();
  await expect(page.getByTestId('task-row').first()).toContainText('Move first.safetensors to the trash');
  await expect(page.getByTestId('task-undo')).toHaveCount(0);
});

test('what this app left behind is listed with sizes, and deleted after a question', async ({ page, world }) => {
  const replaced = ourDir(world, 'trash', 'replaced-pack');
  const savedDir = ourDir(world, 'kept', '2026-11-24-101500');
  await page.getByTestId('pack-row').first().waitFor();
  for (const folder of [replaced, savedDir]) await mkdir(folder, { recursive: true });
  await writeFile(join(replaced, 'nodes.bin'), Buffer.alloc(5_000_000));
  await writeFile(join(savedDir, 'mine.txt'), 'mine');
  await openHome(page);
  await page.getByTestId('disk-clean').click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog.getByTestId('leftover').filter({ hasText: 'replaced-pack' })).toContainText('5.0 MB');
  // Files that a person made are listed and not chosen.
  await expect(dialog.locator('[data-kind="kept"]').getByRole('checkbox')).not.toBeChecked();
  await judge(page, 'home, clean dialog');
  await dialog.getByRole('button', { name: 'Delete 5.0 MB' }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(() =>
      stat(replaced).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
  expect((await stat(join(savedDir, 'mine.txt'))).size).toBe(4);
  const outside = await callByWindow(page, 'disk.clean', { ids: ['trash/../../config.ini', 'models/checkpoints'] });
  expect(outside).toMatchObject({ freedBytes: 0, failed: [{}, {}] });
  await rm(savedDir, { recursive: true });
});

test('caches are listed with what comes free, and what is chosen of them goes as a task', async ({ page, world }) => {
  const home = (...parts: string[]) => join(world.env['XDG_CACHE_HOME'] ?? '', ...parts);
  const repository = (name: string) => home('huggingface', 'hub', `models--ada--${name}`);
  for (const [name, bytes] of [
    ['big', 4_000_000],
    ['kept', 2_000_000],
  ] as const) {
    await mkdir(join(repository(name), 'blobs'), { recursive: true });
    await writeFile(join(repository(name), 'blobs', 'weights'), Buffer.alloc(bytes));
  }
  await symlink(join(repository('kept'), 'blobs', 'weights'), modelsDir(world, 'checkpoints', 'kept.safetensors'));
  await mkdir(home('uv', 'wheels-v5'), { recursive: true });
  await writeFile(home('uv', 'wheels-v5', 'part'), Buffer.alloc(1_000_000));
  await openHome(page);
  await page.getByTestId('disk-caches').click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  const entry = (name: string) => dialog.locator(`[data-testid="cache-entry"][data-id="models--ada--${name}"]`);
  await expect(entry('kept')).toContainText('kept.safetensors links to it');
  await expect(entry('kept').getByRole('checkbox')).toBeDisabled();
  await expect(dialog.getByTestId('caches-confirm')).toBeDisabled();
  await entry('big').getByRole('checkbox').check();
  await expect(dialog.getByTestId('caches-confirm')).toHaveText('Remove 4.0 MB');
  await dialog.locator('[data-testid="cache"][data-id="uv"]').getByRole('checkbox').check();
  await judge(page, 'home, caches');
  await dialog.getByTestId('caches-confirm').click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => readdir(home('huggingface', 'hub'))).toEqual(['models--ada--kept']);
  await expect
    .poll(() =>
      stat(home('uv', 'wheels-v5')).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
  expect((await stat(join(repository('kept'), 'blobs', 'weights'))).size).toBe(2_000_000);
  await page.getByTestId('place-activity').click();
  await expect(page.getByTestId('task-row').filter({ hasText: 'Hugging Face' })).toContainText(
    'The cache of Hugging Face went from 6.00 MB to 2.00 MB, which freed 4.00 MB.',
  );
});

test('a volume of its own that is nearly full is told, with the way to free some', async ({ page, world }) => {
  const models = modelsDir(world);
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', models]).then(
    () => true,
    () => false,
  );
  test.skip(!mounted, 'a small volume cannot be mounted here: that needs root on Linux');
  try {
    await mkdir(modelsDir(world, 'checkpoints'));
    await writeFile(modelsDir(world, 'checkpoints', 'most.safetensors'), Buffer.alloc(15_000_000));
    // What was removed from there lies there.
    const removed = join(models, '.comfyui-manager-desktop', 'trash', 'removed.safetensors');
    await mkdir(dirname(removed), { recursive: true });
    await writeFile(removed, Buffer.alloc(1_000_000));
    await openHome(page);
    await expect(attention(page, 'low-disk')).toContainText(models);
    await expect(page.getByTestId('disk-volume').filter({ hasText: 'Models' })).toContainText('free');
    await judge(page, 'home, low disk');
    await page.getByTestId('disk-clean').click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByTestId('leftover').filter({ hasText: 'removed.safetensors' })).toContainText('1.0 MB');
    await dialog.getByRole('button', { name: 'Delete 1.0 MB' }).click();
    await expect(dialog).toHaveCount(0);
    expect(await readdir(dirname(removed))).toEqual([]);
    await attention(page, 'low-disk').getByTestId('attention-free').click();
    await expect(page.getByTestId('disk-tile').first()).toBeVisible();
  } finally {
    await run('umount', ['-l', models]);
  }
});
