import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from './app';
import { openSection, setting, test } from './settings-place';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'api-token', pythonTool: 'uv' } });

test('the API token is made, shown this once, replaced and revoked', async ({ page, profile }, info) => {
  await openSection(page, 'security');
  const row = setting(page, 'apiToken');
  await expect(row).toContainText('programs on other machines can only read');
  await row.getByRole('button', { name: 'Create a token' }).click();
  const shown = row.getByLabel('The new API token');
  await expect(shown).toHaveText(/^cmd_[\w-]{43}$/);
  const token = (await shown.textContent()) ?? '';
  await expect(row).toContainText('Created on');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await row.scrollIntoViewIfNeeded();
    await page.screenshot({ path: info.outputPath(`api-token-${colorScheme}.png`) });
  }
  expect(await readFile(join(profile, 'api-token.json'), 'utf8')).not.toContain(token.slice(4));
  expect(JSON.stringify(await callByWindow(page, 'apiToken.read'))).not.toContain(token);

  await openSection(page, 'accounts');
  await openSection(page, 'security');
  await expect(row).toContainText('Created on');
  await expect(shown).toHaveCount(0);
  expect(await page.content()).not.toContain(token);

  await row.getByRole('button', { name: 'Create a new one' }).click();
  await expect(shown).toHaveText(/^cmd_/);
  await expect(shown).not.toHaveText(token);
  await row.getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('No token');
  await expect(shown).toHaveCount(0);
});
