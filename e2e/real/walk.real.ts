import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { addTask, getJson, startQueue, waitForTask, type FinishedTask } from '../api';
import { expect, test } from '../app';
import { startCommand } from '../command';
import { readStatus, rebootComfy, waitForState } from '../comfy-calls';
import { launchApp, type LaunchedApp } from '../launch';
import { openForm } from '../setup-world';
import { expectComputes, expectServes, openRealWorld, timed, type RealWorld } from './real-world';

const patience = { timeout: 30 * 60_000 };
let ground: RealWorld;
let app: LaunchedApp | undefined;

test.beforeAll(async () => {
  ground = await openRealWorld();
});
test.afterEach(async () => {
  await app?.close();
  app = undefined;
});
test.afterAll(() => ground.stop());

const rowOf = (page: Page, name: string) => page.locator(`[data-testid="environment-row"][data-name="${name}"]`);
const environmentDirOf = (folder: string, name: string) =>
  join(folder, 'user', '__manager', 'desktop', 'environments', name);

/** The Pythons to walk between. Skips the test, with the reason, where there is one alone. */
function twoPythons() {
  const [first = '', second = ''] = ground.pythons;
  test.skip(second === '', `two Pythons are needed, and there is ${first || 'none'}`);
  return { first, second };
}

/** Waits for the ComfyUI of an app, and proves what it runs on. */
async function expectRuns(api: string, python: string): Promise<void> {
  await waitForState(api, 'running');
  await expectServes((await readStatus(api)).port, ground.real, python);
}

/** Waits until the task that makes an environment has ended well. */
async function expectMade(api: string): Promise<void> {
  let made: FinishedTask | undefined;
  const find = async () => {
    const { history } = await getJson<{ history: Record<string, FinishedTask> }>(`${api}/v2/manager/queue/history`);
    made = Object.values(history).find(({ kind }) => kind === 'create-environment');
    return made !== undefined;
  };
  await expect.poll(find, patience).toBe(true);
  expect(made?.outcome, JSON.stringify(made?.outcome)).toMatchObject({ status: 'done' });
}

test('by the window: from nothing to running, to another Python, and back', async () => {
  const { world, parent, userDataDir, settings, environment } = ground;
  app = await launchApp({ world, userDataDir, settings, environment, comfyuiFolder: null, startPlace: null });
  const { page } = app;
  const { first, second } = twoPythons();
  await openForm(page, parent);
  await page.getByRole('combobox', { name: 'Python', exact: true }).selectOption(first);
  await page.getByRole('combobox', { name: 'PyTorch' }).selectOption('cpu');
  await timed(`installed from nothing by the window with Python ${first}`, async () => {
    await page.getByTestId('setup-begin').click();
    await expect(page.getByTestId('installation-switcher')).toBeVisible(patience);
  });
  const folder = join(parent, 'ComfyUI');
  await timed('started', () => expectRuns(app?.api ?? '', first));
  await expectComputes(join(folder, '.venv'));
  expect(await readdir(parent)).toEqual(['ComfyUI']);
  const end = page.getByTestId('setup-end');
  await expect(end.getByRole('button', { name: 'Open web UI' })).toBeEnabled();
  await page.getByRole('button', { name: 'Go to Home' }).click();
  await expect(end).toHaveCount(0);

  await page.evaluate(() => {
    (globalThis as unknown as { location: { hash: string } }).location.hash = '#/comfyui?tab=environment';
  });
  await page.getByTestId('environment-new').click();
  const form = page.getByTestId('environment-form');
  await page.getByLabel('Name', { exact: true }).fill('other');
  await form.getByRole('combobox', { name: 'Python', exact: true }).selectOption(second);
  await form.getByRole('combobox', { name: 'PyTorch' }).selectOption('cpu');
  await timed(`another environment made with Python ${second}, and proven by a start`, async () => {
    await form.getByRole('button', { name: 'Make', exact: true }).click();
    await expectMade(app?.api ?? '');
    await expect(rowOf(page, 'other')).toBeVisible();
  });
  await expectComputes(environmentDirOf(folder, 'other'));
  for (const [name, python] of [
    ['Use other', second],
    ['Use that of the installation', first],
  ] as const) {
    await page.getByRole('button', { name }).click();
    const row = rowOf(page, python === second ? 'other' : 'own');
    await expect(row).toContainText('In use');
    await timed(`switched to Python ${python} and restarted`, () => rebootComfy(app?.api ?? ''));
    await expectRuns(app.api, python);
  }
  await expectComputes(join(folder, '.venv'));
});

/** Orders a task as a script does, and waits for its end. */
async function doTask(api: string, kind: string, params: Record<string, unknown>): Promise<void> {
  const uiId = await addTask(api, { kind, params });
  await startQueue(api);
  const { outcome } = await waitForTask(api, uiId, patience.timeout);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'done' });
}

test('by the command line: from nothing to running, to another Python, and back', async () => {
  const { first, second } = twoPythons();
  const { world, parent, settings, environment } = ground;
  const folder = join(parent, 'by command');
  const pairs = Object.entries({ ...world.settings, ...settings }).flatMap(([key, text]) => [
    '--set',
    `${key}=${text}`,
  ]);
  const args = ['--port', '0', '--user-data-dir', join(parent, 'profile'), '--install-comfyui', folder];
  const choices = ['--python', first, '--torch', 'cpu', '--launch'];
  const command = startCommand('start.mjs', [...args, ...choices, ...pairs], {
    ...world.env,
    ...environment,
    DISPLAY: '',
  });
  try {
    const { api } = await timed(`installed and started by one command with Python ${first}`, () => command.ready);
    await expectRuns(api, first);
    await expectComputes(join(folder, '.venv'));
    // Scripts may change the environment at no higher level: a person says so in the file that says it.
    await writeFile(join(folder, 'user', '__manager', 'config.ini'), '[default]\nsecurity_level = normal-\n');
    await timed(`another environment made by a task with Python ${second}, and used`, () =>
      doTask(api, 'create-environment', { name: 'other', python: second, torch: 'cpu', use: true }),
    );
    await rebootComfy(api);
    await expectRuns(api, second);
    await expectComputes(environmentDirOf(folder, 'other'));
    await doTask(api, 'switch-environment', { name: 'own' });
    await rebootComfy(api);
    await expectRuns(api, first);
  } finally {
    command.child.kill('SIGTERM');
    await command.ended;
  }
});
