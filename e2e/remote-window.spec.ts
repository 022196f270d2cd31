import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { getJson, installParams, readInstalled } from './api';
import { expect, test } from './app';
import { openCuttableLine, type CuttableLine } from './cuttable-line';
import { inMain } from './in-main';
import { switcher } from './installation-switcher';
import { judgeEverywhere } from './judge';
import { appDir, launchApp, type LaunchedApp } from './launch';
import { launchHost, type LaunchedHost } from './launch-host';
import { hasSshd, openLocalSshd, type LocalSshd } from './local-sshd';
import { modelsDir, smallestTensors } from './model-tasks';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';
import { dropFromDisk } from './workflow-files';
import { createGate } from './world/wire';

test.skip(...needsStandIn('asks nothing of a running ComfyUI'));
// Each test goes on where the former one ended.
test.describe.configure({ mode: 'serial' });
test.use({ worldOptions: { name: 'remote', packs: 'demo', pythonTool: 'uv' } });

// The core of a folder as another machine would have it, and an app that has none.
let served: LaunchedHost;
let line: CuttableLine;
let userDataDir: string;
let launched: LaunchedApp;
let sshd: LocalSshd | null = null;

const dialog = (page: Page) => page.getByTestId('connect-dialog');
const rowOf = (page: Page, text: string) => page.getByTestId('pack-row').filter({ hasText: text });

/** Brings a pack into sight. */
async function findPack(page: Page, text: string) {
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill(text);
  return rowOf(page, text);
}

test.beforeAll(async ({ world }) => {
  served = await launchHost({ world });
  line = await openCuttableLine(served.api);
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-user-data-'));
  launched = await launchApp({ world, userDataDir, comfyuiFolder: null, startPlace: null });
});

test.afterAll(async () => {
  await launched.close();
  await sshd?.close();
  await line.close();
  await served.close();
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('a person connects from the first screen: what is wrong stands beside its field, and nothing typed is lost', async () => {
  const { page, app } = launched;
  // The menu of the app leads there as well.
  await inMain(() =>
    app.evaluate(({ Menu }) => {
      const rows = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      rows.find(({ label }) => label === 'Connect to another machine…')?.click();
    }),
  );
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await page.getByTestId('connect-open').click();
  const address = page.getByLabel('Address', { exact: true });
  const token = page.getByLabel('Token', { exact: true });
  await expect(address).toBeFocused();
  await judgeEverywhere(app, page, 'connect');

  // A machine of the network by http: what is said can be read on the way.
  await address.fill('192.0.2.7:8190');
  await expect(dialog(page)).toContainText('Not encrypted');
  // Nobody listens at port 9, and no letter of the token is readable in the window.
  await address.fill('127.0.0.1:9');
  await token.fill('not-the-token');
  expect(await token.getAttribute('type')).toBe('password');
  await page.getByTestId('connect-confirm').click();
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  await expect(token).toHaveValue('not-the-token');

  await address.fill(line.address);
  await expect(address).toHaveAttribute('aria-invalid', 'false');
  await page.getByTestId('connect-confirm').click();
  await expect(token).toHaveAttribute('aria-invalid', 'true');
  await expect(address).toHaveValue(line.address);
  await judgeEverywhere(app, page, 'connect, refused');

  await token.fill(served.token);
  await dialog(page).getByRole('checkbox').check();
  await page.getByTestId('connect-confirm').click();
  await expect(switcher(page)).toHaveAttribute('title', line.address);
  await expect(dialog(page)).toHaveCount(0);
  expect(await page.title()).toContain(new URL(line.address).host);
});

test('a model that is dropped on the window is sent there, and stays here', async ({ world }) => {
  const { page, app } = launched;
  const file = join(userDataDir, 'sent_lora.safetensors');
  await writeFile(file, smallestTensors());
  await page.getByTestId('place-models').click();
  await page.getByRole('button', { name: /^All \d/ }).click();
  await page.getByTestId('model-row').first().waitFor();
  await dropFromDisk(page, file);
  await expect(page.getByTestId('model-file-folder')).toHaveText(modelsDir(world, 'loras'));
  await expect(page.getByTestId('model-copy')).toHaveCount(0);
  await judgeEverywhere(app, page, 'remote, a dropped model is sent');
  await page.getByRole('button', { name: 'Send there' }).click();
  await expect(page.getByTestId('model-placed-undo')).toBeVisible();
  const there = modelsDir(world, 'loras', 'sent_lora.safetensors');
  expect(await readFile(there)).toEqual(await readFile(file));
  await page.getByTestId('model-placed-undo').click();
  await expect.poll(() => readdir(modelsDir(world, 'loras'))).toEqual([]);
});

test('the packs of the other machine are shown, one is installed to its end, and nothing is offered that needs this machine', async ({
  world,
}) => {
  const { page, app } = launched;
  const row = await findPack(page, 'Sampler Kit');
  await row.getByRole('button', { name: /^Install/ }).click();
  await expect.poll(async () => Object.keys(await readInstalled(served.api))).toContain('sampler-kit-demo');
  await expect(row).toHaveAttribute('data-state', 'installed');
  expect(await readdir(join(world.comfyui.path, 'custom_nodes'))).toContain('sampler-kit-demo');
  await judgeEverywhere(app, page, 'remote, packs');

  await row.click({ button: 'right' });
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: 'Copy path' })).toBeVisible();
  await expect(menu.getByRole('menuitem', { name: 'Show in folder' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByTestId('install-from').click();
  await expect(menu.getByRole('menuitem').first()).toBeVisible();
  // It would be sent.
  await expect(menu.getByRole('menuitem', { name: 'Zip file' })).toBeVisible();
  await page.keyboard.press('Escape');
  // What is not offered is refused as well.
  const refused = await tryByWindow(page, 'desktop.revealPack', { name: 'sampler-kit-demo' });
  expect(refused.error).toMatchObject({ code: 'not-remote' });

  await page.getByTestId('place-settings').click();
  await page.getByTestId('section-security').click();
  await expect(page.getByText('These are the settings of this app, on this machine')).toBeVisible();
  await expect(page.locator('[data-setting="gatewayHost"]')).toBeVisible();
  await expect(page.locator('[data-setting="securityLevel"]')).toHaveCount(0);
});

test('a line that is cut while a pack installs is told and mended, and what became of the pack is told as it is', async ({
  world,
}) => {
  const { page, app } = launched;
  const gate = createGate();
  world.registry.zipFaults.set('prompt-garden', { kind: 'hold', until: gate.until });
  // Ordered past the sheet of its packages, which would wait for the same file.
  const task = { ui_id: randomUUID(), client_id: 'spec', kind: 'install', params: installParams('prompt-garden') };
  await callByWindow(page, 'queue.order', { tasks: [task], rows: [] });
  await page.getByTestId('place-activity').click();
  const status = () => getJson<{ in_progress_count: number }>(`${served.api}/v2/manager/queue/status`);
  await expect.poll(status).toMatchObject({ in_progress_count: 1 });
  await expect(page.getByTestId('task-row').first()).toContainText('Prompt Garden');

  line.block();
  line.cut();
  const bar = page.getByTestId('connection-bar');
  await expect(bar).toContainText('has been broken since');
  // What was shown can still be read, and what would change something is refused with the reason.
  await expect(page.getByTestId('task-row').first()).toContainText('Prompt Garden');
  const refused = await tryByWindow(page, 'queue.pause');
  expect(refused.error).toMatchObject({ code: 'remote-unreachable' });
  await judgeEverywhere(app, page, 'remote, broken');

  // It ends while nobody here can see it.
  gate.open();
  await expect.poll(async () => Object.keys(await readInstalled(served.api))).toContain('prompt-garden');
  line.mend();
  // It may be back by itself before the press.
  await Promise.race([page.getByTestId('connection-retry').click(), bar.waitFor({ state: 'detached' })]);
  await expect(bar).toHaveCount(0);
  await expect(await findPack(page, 'Prompt Garden')).toHaveAttribute('data-state', 'installed');
});

test('the next start shows it again, with the token that was stored, which stands in no other file', async ({
  world,
}) => {
  await launched.close();
  launched = await launchApp({ world, userDataDir, comfyuiFolder: null });
  const { page } = launched;
  await expect(switcher(page)).toHaveAttribute('title', line.address);
  await expect(await findPack(page, 'Prompt Garden')).toHaveAttribute('data-state', 'installed');
  const files = await readdir(userDataDir, { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  // What is stored unprotected is stored in base 64.
  const forms = [served.token, Buffer.from(served.token).toString('base64')];
  const holders = [];
  for (const file of texts) {
    const bytes = await readFile(file);
    if (forms.some((form) => bytes.includes(form))) holders.push(file);
  }
  expect(holders).toEqual([join(userDataDir, 'remote-tokens.json')]);

  // Closed, it is not open here any more, and goes on there.
  await switcher(page).click();
  await page.getByRole('menuitem', { name: `Close ${new URL(line.address).host}` }).click();
  await expect(page.getByTestId('onboarding')).toBeVisible();
  expect(Object.keys(await readInstalled(served.api))).toContain('prompt-garden');
  await callByWindow(page, 'preferences.set', { language: 'de' });
  await expect(page.getByTestId('connect-open')).toHaveText('Verbinden');
  await page.getByTestId('connect-open').click();
  await judgeEverywhere(launched.app, page, 'connect, in German');
});

test('where a folder is served already, the window connects to it instead', async ({ world }) => {
  // Of this account: the same profile, whose token opens it.
  await launched.close();
  launched = await launchApp({ world, userDataDir: served.profileDir, comfyuiFolder: null, startPlace: null });
  const { page, app } = launched;
  await page
    .getByTestId('suggestion')
    .filter({ has: page.locator(`[title="${world.comfyui.path}"]`) })
    .click();
  await expect(page.getByTestId('connect-instead')).toBeVisible();
  await judgeEverywhere(app, page, 'served elsewhere');
  await page.getByTestId('connect-instead').click();
  await expect(switcher(page)).toHaveAttribute('title', served.api);
});

test('a person connects by ssh, and a pack installs to its end while the tunnel is made anew', async ({ world }) => {
  test.skip(!hasSshd, 'there is no sshd on this machine');
  await launched.close();
  sshd = await openLocalSshd();
  const program = join(appDir, 'out', 'cli', 'cmdesk.mjs');
  sshd.setCommand(`exec '${process.execPath}' '${program}' "$@" --user-data-dir '${served.profileDir}'`);
  launched = await launchApp({
    ...{ world, userDataDir: join(userDataDir, 'by ssh'), comfyuiFolder: null, startPlace: null },
    environment: { PATH: sshd.path },
  });
  const { page, app } = launched;
  await page.getByTestId('connect-open').click();
  await page.getByRole('radio', { name: 'SSH' }).check();
  const host = page.getByLabel('Host', { exact: true });
  await host.fill('-oProxyCommand=x');
  await page.getByTestId('connect-confirm').click();
  await expect(host).toHaveAttribute('aria-invalid', 'true');
  await judgeEverywhere(app, page, 'connect by ssh');
  await host.fill('studio');
  await page.getByLabel('Folder there').fill(world.comfyui.path);
  await page.getByTestId('connect-confirm').click();
  await expect(switcher(page)).toHaveAttribute('title', `ssh://studio${world.comfyui.path}`);
  await expect(switcher(page)).toContainText('studio (ssh)');

  const gate = createGate();
  world.registry.zipFaults.set('salt-and-grain', { kind: 'hold', until: gate.until });
  expect(Object.keys(await readInstalled(served.api))).not.toContain('salt-and-grain');
  const task = { ui_id: randomUUID(), client_id: 'spec', kind: 'install', params: installParams('salt-and-grain') };
  await callByWindow(page, 'queue.order', { tasks: [task], rows: [] });
  const status = () => getJson<{ in_progress_count: number }>(`${served.api}/v2/manager/queue/status`);
  await expect.poll(status).toMatchObject({ in_progress_count: 1 });
  const [tunnel = 0] = sshd.running();
  process.kill(tunnel, 'SIGKILL');
  gate.open();
  await expect.poll(async () => Object.keys(await readInstalled(served.api))).toContain('salt-and-grain');
  await expect(await findPack(page, 'Salt and Grain')).toHaveAttribute('data-state', 'installed');
  expect(sshd.running()).not.toContain(tunnel);
});
