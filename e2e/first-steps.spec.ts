import { readInstalled } from './api';
import { expect, test } from './app';
import { answerFolderDialog } from './dialogs';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('starts in a second, and a real one does not'));
test.use({
  worldOptions: { name: 'first steps', pythonTool: 'uv' },
  appFolder: 'none',
  appSettings: { 'comfyui.port': '0' },
});

test('the steps of docs/first-steps.md, one after the other', async ({ app, page, api, world }) => {
  await test.step('1. choose the folder: another one is refused with the reason', async () => {
    await answerFolderDialog(app, world.root);
    await page.getByRole('button', { name: 'Choose folder' }).click();
    await expect(page.getByTestId('onboarding').getByRole('alert')).toBeVisible();
    await answerFolderDialog(app, world.comfyui.path);
    await page.getByRole('button', { name: 'Choose folder' }).click();
    await expect(page.getByRole('button', { name: /^ComfyUI folder: / })).toContainText('v0.3.61');
  });

  const row = page.locator('[data-testid="pack-row"][data-key="Demo-Upscaler"]');
  await test.step('2 and 3. look around, and install the first pack', async () => {
    await page.keyboard.press('Control+2');
    await page.getByTestId('pack-row').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('demo upscaler');
    await row.getByRole('button', { name: /^Install / }).click();
    await expect(row).toContainText('Installed');
    expect(Object.keys(await readInstalled(api))).toContain('Demo-Upscaler');
  });

  await test.step('4. start ComfyUI on Home: its web UI can be opened', async () => {
    await page.keyboard.press('Control+1');
    await page.getByTestId('home-comfy').getByRole('button', { name: 'Start' }).click();
    await expect(page.getByTestId('home-comfy').getByRole('button', { name: 'Open web UI' })).toBeEnabled();
  });

  await test.step('5. undo it in Activity', async () => {
    await page.keyboard.press('Control+7');
    await page.getByTestId('task-undo').first().click();
    await expect.poll(async () => Object.keys(await readInstalled(api))).not.toContain('Demo-Upscaler');
  });
});
