import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from './app';
import { startCommand } from './command';
import { judgeEverywhere } from './judge';
import { readCatalogue } from './listed-packs';
import { alert, fill, openSection, setting, start, test } from './settings-place';
import { needsStandIn } from './stand-in';
import { readTree } from './tree';
import { callByWindow, tryByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'app-updates', pythonTool: 'uv' }, appFor: 'file' });

/** What a version of the far future leaves. */
const newer = JSON.stringify({ version: 1, format: 99, app: '9.9.0' });

test('a checkout says why it does not update itself, and asks nobody', async ({ app, page, world }) => {
  await openSection(page, 'updates');
  await expect(page.getByTestId('app-standing')).toHaveText('This app runs from a checkout: update it with git.');
  await expect(setting(page, 'appUpdates').getByRole('button')).toHaveCount(0);
  // What the list of packs asks for is there.
  await readCatalogue(page);
  world.forgetRequests();
  expect(await callByWindow(page, 'updates.check')).toMatchObject({ off: 'unpackaged', step: 'idle' });
  expect(world.requests()).toEqual([]);
  expect(await tryByWindow(page, 'updates.install')).toMatchObject({ error: { code: 'update-refused' } });
  await judgeEverywhere(app, page, 'settings app updates');
});

test('no request of a page or a script leads to a version of the app', async ({ launched }) => {
  // None of these paths is ours: they are ComfyUI's, which is not there.
  for (const name of ['read', 'check', 'download', 'install']) {
    for (const method of ['GET', 'POST']) {
      const { status } = await fetch(`${launched.api}/v2/updates/${name}`, { method });
      expect(status, `${method} ${name}`).toBe(502);
    }
  }
});

test('another place for versions is not one that anybody on the way could change', async ({ page }) => {
  await openSection(page, 'updates');
  for (const bad of ['http://releases.example', 'releases']) {
    await fill(page, 'appFeed', bad);
    await expect(alert(page, 'appFeed')).toContainText('was not changed');
  }
  await fill(page, 'appFeed', 'https://releases.example/app');
  await expect(alert(page, 'appFeed')).toHaveCount(0);
  await setting(page, 'appFeed').getByRole('button', { name: 'Reset' }).click();
  await expect(setting(page, 'appFeed').getByRole('button', { name: 'Reset' })).toHaveCount(0);
});

test('an installation that a newer version wrote is refused, and stays as it is', async ({ world, ownProfile }) => {
  const manager = join(world.comfyui.userDir, '__manager');
  const stamp = join(manager, 'desktop', 'data-format.json');
  await mkdir(join(manager, 'desktop'), { recursive: true });
  const own = await readFile(stamp, 'utf8').catch(() => null);
  await writeFile(stamp, newer);
  const before = await readTree(manager);
  const launched = await start(world, ownProfile);
  try {
    const answer = await tryByWindow(launched.page, 'installation.open', { folder: world.comfyui.path });
    expect(answer).toMatchObject({ ok: false, error: { code: 'data-newer' } });
    expect(JSON.stringify(answer)).toContain('Version 9.9.0 of this app has written');
    expect(await readTree(manager)).toEqual(before);
  } finally {
    await launched.close();
    await (own === null ? rm(stamp) : writeFile(stamp, own));
  }
});

test('a profile that a newer version wrote ends the start with a sentence, and stays as it is', async ({
  world,
  ownProfile,
}) => {
  await writeFile(join(ownProfile, 'data-format.json'), newer);
  // What the engine makes before any of our code runs is no data of ours.
  const before = await readTree(ownProfile, /^Crashpad/);
  const args = [`--user-data-dir=${ownProfile}`, '--comfyui', world.comfyui.path, '--port', '0'];
  const { ended, output } = startCommand('start.mjs', args, world.env);
  expect(await ended).toBe(1);
  expect(output()).toContain('Version 9.9.0 of this app has written');
  expect(await readTree(ownProfile, /^Crashpad/)).toEqual(before);
});
