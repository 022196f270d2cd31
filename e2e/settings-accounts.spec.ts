import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from './api';
import { expect } from './app';
import { install, paramsOf, rowOf } from './model-tasks';
import { openSection, setting, startMirror, test } from './settings-place';
import { needsStandIn } from './stand-in';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'settings-accounts', pythonTool: 'uv' } });

/** Every file below a folder that holds a text, as it is or in Base64. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((item) => item.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (bytes.includes(text) || bytes.includes(Buffer.from(text).toString('base64'))) found.push(file);
  }
  return found;
}

test('a token opens what its host gives to members only, and goes nowhere else', async ({
  page,
  api,
  world,
  profile,
}) => {
  const token = 'hf_ThisIsTheTokenOfTheSpec';
  const mirror = await startMirror();
  world.models.requireToken('tiny_vae.safetensors', token);
  const model = paramsOf(await rowOf(api, 'tiny-vae'));
  const refused = await install(api, model);
  expect(refused.outcome.error?.remedy).toContain('Accounts');

  await openSection(page, 'accounts');
  const row = setting(page, 'token-huggingface');
  await expect(page.getByText('This system offers no encryption')).toBeVisible();
  await row.getByRole('button', { name: 'Set token (Hugging Face)' }).click();
  await row.getByLabel('Token for Hugging Face').fill('two words');
  await row.getByRole('button', { name: 'Keep until the app ends' }).click();
  await expect(row.getByRole('alert')).toContainText('not a token');
  await row.getByLabel('Token for Hugging Face').fill(token);
  await row.getByRole('button', { name: 'Keep until the app ends' }).click();
  await expect(row).toContainText('Kept until the app ends');

  await callByWindow(page, 'settings.change', { name: 'hosts.registry', value: mirror.url });
  expect((await install(api, model)).outcome.status).toBe('done');
  await callByWindow(page, 'catalogue.packs', { mode: 'remote' });
  expect(mirror.seenHeaders.length).toBeGreaterThan(0);
  expect(mirror.seenHeaders.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  // No way out: not in the page, not over HTTP, not on disk.
  expect(await page.content()).not.toContain(token);
  expect(JSON.stringify(await callByWindow(page, 'tokens.read'))).not.toContain(token);
  const overHttp = await Promise.all(['tokens', 'settings'].map((name) => ask(`${api}/v2/${name}`)));
  // Nothing of ours answers there: the gateway passes it on to a ComfyUI that does not run.
  expect(overHttp.map(({ status }) => status)).toEqual([502, 502]);
  expect(await filesWith(profile, token)).toEqual([]);
  expect(await filesWith(join(world.comfyui.userDir, '__manager'), token)).toEqual([]);

  // Stored only when the person says so, and gone when it is removed.
  await row.getByRole('button', { name: 'Replace (Hugging Face)' }).click();
  await row.getByLabel('Token for Hugging Face').fill(token);
  await row.getByRole('checkbox').check();
  await row.getByRole('button', { name: 'Store', exact: true }).click();
  await expect(row).toContainText('stored unprotected');
  expect((await filesWith(profile, token)).map((file) => file.slice(profile.length + 1))).toEqual(['tokens.json']);
  await row.getByRole('button', { name: 'Remove (Hugging Face)' }).click();
  await expect(row).toContainText('No token');
  expect(await filesWith(profile, token)).toEqual([]);
  await mirror.stop();
});
