import { ask, getJson, writeConfig } from './api';
import { expect } from './app';
import { answerDialogs } from './dialogs';
import { judgeEverywhere } from './judge';
import { launchApp } from './launch';
import {
  alert,
  choose,
  field,
  fill,
  openSection,
  readStored,
  setting,
  start,
  startMirror,
  test,
} from './settings-place';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'settings-window', pythonTool: 'uv' }, appFor: 'file' });

test('every section is there, by keyboard and by search, light and dark', async ({ app, page }) => {
  await page.keyboard.press('Control+8');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  const sections = ['general', 'updates', 'network', 'accounts', 'comfyui', 'python', 'security'];
  for (const section of sections) {
    await openSection(page, section);
    await expect(page.getByTestId('setting').first()).toBeVisible();
    await judgeEverywhere(app, page, `settings ${section}`);
  }
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('mirror');
  await expect(setting(page, 'registry')).toBeVisible();
  await expect(setting(page, 'theme')).toHaveCount(0);
  await page.getByRole('searchbox').fill('port');
  await expect(setting(page, 'port')).toBeVisible();
  await expect(setting(page, 'notifications')).toHaveCount(0);
  await page.getByTestId('settings-changed').click();
  await page.getByRole('searchbox').fill('@changed');
  await expect(setting(page, 'registry')).toHaveAttribute('data-changed', 'true');
  await expect(setting(page, 'registry')).toContainText('hosts.registry');
  await expect(page.locator('[data-changed="false"]')).toHaveCount(0);
  await judgeEverywhere(app, page, 'settings that were changed');
  await page.getByTestId('settings-changed').click();
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await page.getByRole('searchbox').fill('nothing is called that');
  await expect(page.getByText('No setting matches')).toBeVisible();
  await judgeEverywhere(app, page, 'settings nothing found');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toHaveValue('');
});

test('a host counts at once, survives a restart, and a reset brings the default back', async ({
  world,
  ownProfile,
}) => {
  const mirror = await startMirror();
  const first = await start(world, ownProfile);
  try {
    await openSection(first.page, 'network');
    await fill(first.page, 'registry', mirror.url);
    await expect(setting(first.page, 'registry').getByRole('button', { name: 'Reset' })).toBeVisible();
    world.forgetRequests();
    await callByWindow(first.page, 'catalogue.packs', { mode: 'remote' });
    expect(mirror.seenHeaders.length).toBeGreaterThan(0);
    expect(world.requests().filter(({ path }) => path.startsWith('/nodes'))).toEqual([]);
    await first.page.getByTestId('place-packs').click();
    await first.page.getByRole('searchbox').fill('mirrored');
    await expect(first.page.getByText('Mirrored pack').first()).toBeVisible();
  } finally {
    await first.close();
  }
  expect(await readStored(ownProfile)).toEqual({ ...world.settings, 'hosts.registry': mirror.url });
  const second = await start(world, ownProfile);
  try {
    await openSection(second.page, 'network');
    await expect(field(second.page, 'registry')).toHaveValue(mirror.url);
    await setting(second.page, 'registry').getByRole('button', { name: 'Reset' }).click();
    await expect(setting(second.page, 'registry').getByRole('button', { name: 'Reset' })).toHaveCount(0);
    expect(await readStored(ownProfile)).not.toHaveProperty(['hosts.registry']);
  } finally {
    await second.close();
    await mirror.stop();
  }
});

test('a bad value is refused at its field and changes nothing', async ({ page, profile }) => {
  const before = await readStored(profile);
  await openSection(page, 'network');
  const savedValue = await field(page, 'registry').inputValue();
  for (const bad of ['comfy', 'ftp://host', 'https://host/?q=1']) {
    await fill(page, 'registry', bad);
    await expect(alert(page, 'registry')).toContainText('was not changed');
    await expect(field(page, 'registry')).toHaveValue(bad);
    await expect(field(page, 'registry')).toHaveAttribute('aria-invalid', 'true');
  }
  await page.keyboard.press('Escape');
  await expect(field(page, 'registry')).toHaveValue(savedValue);
  await expect(alert(page, 'registry')).toHaveCount(0);
  await openSection(page, 'security');
  await fill(page, 'maxBytes', 'plenty');
  await expect(alert(page, 'maxBytes')).toContainText('whole number');
  expect(await readStored(profile)).toEqual(before);
  await fill(page, 'maxBytes', '2048');
  await expect(alert(page, 'maxBytes')).toHaveCount(0);
  await expect(setting(page, 'maxBytes')).toContainText('Default: 1024');
  expect(await readStored(profile)).toMatchObject({ 'archive.maxBytes': String(2 ** 31) });
});

test('what the command line gave is shown as such and cannot be changed here', async ({ world, ownProfile }) => {
  const settings = { 'downloads.stallSeconds': '33' };
  const launched = await launchApp({ world: { ...world, settings }, userDataDir: ownProfile });
  try {
    const { page } = launched;
    await openSection(page, 'network');
    await expect(field(page, 'stall')).toHaveValue('33');
    await expect(field(page, 'stall')).toBeDisabled();
    await expect(setting(page, 'stall')).toContainText('Set on the command line for this run');
    const refusal = await tryByWindow(page, 'settings.change', { name: 'downloads.stallSeconds', value: '5' });
    expect(refusal).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  } finally {
    await launched.close();
  }
});

test('a listener waits for the next start, after the person agreed outside of the page to open it', async ({
  app,
  page,
}) => {
  await openSection(page, 'security');
  const refused = await answerDialogs(app, 'Do not allow');
  await fill(page, 'gatewayHost', '0.0.0.0');
  await expect(field(page, 'gatewayHost')).toHaveValue('127.0.0.1');
  await expect(setting(page, 'gatewayHost')).not.toContainText('Default:');
  await expect(alert(page, 'gatewayHost')).toHaveCount(0);
  const [question, ...more] = await refused();
  expect([question?.focused, more]).toEqual(['Do not allow', []]);
  expect(question?.text).toContain('Other machines in your network can then see your ComfyUI');
  await answerDialogs(app, 'Allow');
  await fill(page, 'gatewayHost', '0.0.0.0');
  await expect(setting(page, 'gatewayHost')).toContainText('after the next start');
  // The policy still speaks of the listener that is there.
  await expect(page.getByText('Only this machine can reach the app')).toBeVisible();
});

test('what the level refuses is asked for, and a weaker level allows it', async ({ app, page, api, world }) => {
  await writeConfig(world, ['security_level = strong']);
  await ask(`${api}/v2/snapshot/save`, {});
  const [name = ''] = (await getJson<{ items: string[] }>(`${api}/v2/snapshot/getlist`)).items;
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').first().click();
  const remove = async () => {
    await page.getByTestId('snapshot-details').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  };
  const refused = await answerDialogs(app, 'Do not allow');
  await remove();
  await expect.poll(async () => (await refused())[0]?.text ?? '').toContain('Settings, under Security');
  await openSection(page, 'security');
  const cell = (level: string) => page.locator(`[data-operation="remove-snapshot"] [data-level="${level}"]`);
  await expect(cell('strong')).toHaveAttribute('data-allowed', 'false');
  await expect(cell('normal')).toHaveAttribute('data-allowed', 'true');

  await choose(page, 'securityLevel', 'Normal');
  await expect.poll(async () => (await refused()).length).toBe(2);
  expect((await refused())[1]?.text).toContain('• Remove a snapshot');
  await expect(setting(page, 'securityLevel').getByRole('radio', { name: 'Strong' })).toBeChecked();
  await expect(alert(page, 'securityLevel')).toHaveCount(0);
  await judgeEverywhere(app, page, 'settings, a level that was not lowered');
  expect(await getJson(`${api}/v2/policy/explain?operation=remove-snapshot`)).toMatchObject({ level: 'strong' });

  await answerDialogs(app, 'Allow');
  await choose(page, 'securityLevel', 'Normal');
  await expect(page.locator('thead [aria-current="true"]')).toHaveText('Normal');
  await page.getByTestId('place-snapshots').click();
  await page.getByTestId('snapshot-row').first().click();
  await remove();
  await expect(page.getByTestId('snapshot-row')).toHaveCount(0);
  expect((await getJson<{ items: string[] }>(`${api}/v2/snapshot/getlist`)).items).not.toContain(name);
  // Stricter needs no question.
  await openSection(page, 'security');
  await choose(page, 'securityLevel', 'Strong');
  await expect(page.locator('thead [aria-current="true"]')).toHaveText('Strong');
});

test('the table says what the core says, for this listener', async ({ page, api }) => {
  await openSection(page, 'security');
  await expect(page.getByTestId('policy-row').first()).toBeVisible();
  for (const operation of ['install-registry', 'fix', 'switch-comfyui', 'install-git-url', 'uninstall']) {
    const verdict = await getJson<{ allowed: boolean; level: string }>(
      `${api}/v2/policy/explain?operation=${operation}`,
    );
    const cell = page.locator(`[data-operation="${operation}"] [data-level="${verdict.level}"]`);
    await expect(cell, operation).toHaveAttribute('data-allowed', String(verdict.allowed));
  }
  await setting(page, 'gitUrl').getByRole('switch').click();
  await expect(page.locator('[data-operation="install-git-url"] [data-level="strong"]')).toHaveAttribute(
    'data-allowed',
    'true',
  );
  expect(await getJson(`${api}/v2/policy/explain?operation=install-git-url`)).toMatchObject({ allowed: true });
});

test('theme and language are chosen here', async ({ page }) => {
  await openSection(page, 'general');
  await choose(page, 'theme', 'Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await choose(page, 'theme', 'Match system');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./u);
  await choose(page, 'language', 'English');
  // English is spoken already, as the language of the system: only what is kept tells of the choice.
  await expect.poll(() => callByWindow(page, 'preferences.get')).toMatchObject({ language: 'en', usedLanguage: 'en' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
