import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { addTask, getJson, installParams, startQueue, waitForTask } from '../api';
import { createWorld, type World } from '../world/world';
import { freePort } from '../comfy-calls';
import { judgeSize, placesOf, sortContent } from './package-content';
import { givenPackages, listContent, openPackage, versionOf, type OpenedPackage } from './packages';
import { argumentsFor, startPackaged, type PackagedApp } from './packaged-app';
import { createPerson, giveTo, type Person } from './person';
import { descendants } from './processes';

/** Why most of a package cannot be looked at where its program unpacks itself and hands no output on. */
const onlyStarted =
  'It unpacks itself at a place of its own: the installer brings the same files, and they are looked at there.';

/** Of the checkout, which is what was packed. */
const { version: ownVersion } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

/** As the executable has them, in the order of their numbers; what Electron adds later is not asked here. */
const fuses: [FuseV1Options, 'on' | 'off'][] = [
  [FuseV1Options.RunAsNode, 'off'],
  [FuseV1Options.EnableCookieEncryption, 'on'],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, 'off'],
  [FuseV1Options.EnableNodeCliInspectArguments, 'off'],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, 'on'],
  [FuseV1Options.OnlyLoadAppFromAsar, 'on'],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, 'off'],
];
const readFuse = (state: number | undefined) => ({ '0': 'off', '1': 'on' })[String.fromCharCode(state ?? 0)];

/** Loads the page again, and notes what it complains about from then on. */
async function reloadWatched(page: Page): Promise<string[]> {
  const problems: string[] = [];
  page.on('console', (message) => (message.type() === 'error' ? problems.push(message.text()) : undefined));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.reload();
  return problems;
}

async function installInWindow(app: PackagedApp, world: World): Promise<void> {
  const { browser, page } = await app.openWindow();
  const problems = await reloadWatched(page);
  await page.evaluate(() => (window.location.hash = '#/packs'));
  const row = page.getByRole('row').filter({ hasText: 'Demo Upscaler' });
  await expect(row).toBeVisible();
  await expect(row).not.toContainText('Uninstall');
  const packs = join(world.comfyui.path, 'custom_nodes');
  const before = await readdir(packs);
  const uiId = await addTask(app.api, { kind: 'install', params: installParams('Demo-Upscaler') });
  await startQueue(app.api);
  expect((await waitForTask(app.api, uiId)).outcome).toMatchObject({ status: 'done' });
  const added = (await readdir(packs)).filter((name) => !before.includes(name));
  expect(added).toEqual(['Demo-Upscaler']);
  expect(await readdir(join(packs, 'Demo-Upscaler'))).toContain('.tracking');
  const listed = await getJson<Record<string, unknown>>(`${app.api}/v2/customnode/installed`);
  expect(Object.keys(listed)).toContain('Demo-Upscaler');
  expect(problems).toEqual([]);
  await browser.close();
}

for (const { file, layout } of givenPackages()) {
  test.describe.serial(basename(file), () => {
    let folder = '';
    let opened: OpenedPackage;
    let person: Person;
    let app: PackagedApp;
    const ends: (() => unknown)[] = [];

    test.beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'smoke-'));
      // Windows keeps the files of a program for a moment after its end.
      ends.push(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }));
      await chmod(folder, 0o755);
      opened = await openPackage(file, join(folder, 'package'));
      person = await createPerson(join(folder, 'home'));
      const silentAt = layout.content === null ? await freePort() : undefined;
      app = await startPackaged({
        ...{ command: [opened.executable], person, args: [`--port=${silentAt ?? 0}`], silentAt },
        isFree: !layout.isHeld,
      });
      ends.push(() => app.kill());
    });
    test.afterAll(async () => {
      for (const end of ends.reverse()) await end();
    });

    test('starts with an empty profile, and answers as the version it is', async () => {
      const wanted = layout.content === null ? ownVersion : versionOf(opened, layout);
      expect(await getJson(`${app.api}/healthz`)).toMatchObject({ version: wanted, isOpen: false });
      const version = await fetch(`${app.api}/v2/manager/version`);
      expect([version.status, await version.json()]).toMatchObject([409, { code: 'installation-missing' }]);
      expect((await fetch(`${app.api}/v2/docs`)).status).toBe(200);
    });

    test('keeps the sandbox of its page', async () => {
      test.skip(process.platform !== 'linux', 'Only Linux tells of a process what its sandbox is.');
      const pages = (await descendants(app.child.pid ?? 0)).filter(({ line }) => line.includes('--type=renderer'));
      expect(pages.length).toBeGreaterThan(0);
      // 2: a filter of system calls is in force.
      expect(pages.map(({ status }) => status.get('Seccomp'))).toEqual(pages.map(() => '2'));
    });

    test('shows its window, which asks for a folder', async () => {
      test.skip(layout.content === null, onlyStarted);
      const { browser, page } = await app.openWindow();
      const problems = await reloadWatched(page);
      await expect(page.getByTestId('onboarding')).toBeVisible();
      expect(problems).toEqual([]);
      await browser.close();
    });

    test('ends with 0 when its parent goes', async () => {
      test.skip(
        !layout.isHeld,
        'Electron gives a program of Windows an stdin that has ended, so nobody holds it by that.',
      );
      expect(await app.end(), app.output()).toEqual({ code: 0, signal: null });
    });

    test('has the fuses that are configured', async () => {
      test.skip(layout.content === null, onlyStarted);
      const wire: Partial<Record<FuseV1Options, number>> = await getCurrentFuseWire(opened.electron);
      expect(fuses.map(([fuse]) => [fuse, readFuse(wire[fuse])])).toEqual(fuses);
    });

    test('brings its licences, and nothing that is of no use', async () => {
      test.skip(layout.content === null, onlyStarted);
      const { content } = placesOf(opened.electron, layout);
      const files = await listContent(content);
      const { licences, notices, useless } = sortContent(files);
      const read = async (names: string[]) =>
        (await Promise.all(names.map((name) => readFile(join(content, name), 'utf8')))).join();
      expect(await read(licences)).toContain('ComfyUI Manager Desktop');
      const noticeText = await read(notices);
      for (const bundled of ['react-dom', 'fastify', 'SIL OPEN FONT LICENSE']) expect(noticeText).toContain(bundled);
      expect(useless).toEqual([]);
      expect(judgeSize(files, layout)).toEqual([]);
    });

    test('manages a ComfyUI: a pack that is installed is seen in the window', async () => {
      test.skip(
        process.platform !== 'linux',
        'The world of the tests, with its git, registry and Python, is for Linux.',
      );
      const world = await createWorld({ pythonTool: 'pip', name: 'smoke' });
      ends.push(() => world.stop());
      await giveTo(person, world.root);
      const managing = await startPackaged({ command: [opened.executable], person, args: argumentsFor(world) });
      ends.push(() => managing.kill());
      const version = await fetch(`${managing.api}/v2/manager/version`);
      expect([version.status, await version.text()]).toEqual([200, `V${versionOf(opened, layout)}`]);
      await installInWindow(managing, world);
      expect(await managing.end(), managing.output()).toEqual({ code: 0, signal: null });
    });
  });
}
