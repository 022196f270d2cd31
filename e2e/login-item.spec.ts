import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright';
import { expect } from './app';
import { inMain } from './in-main';
import { launchApp, patienceMs } from './launch';
import { needsStandIn } from './stand-in';
import { isWindowVisible, statusOf, test } from './tray-app';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of ComfyUI'));
test.skip(
  process.platform !== 'linux',
  'Elsewhere the system keeps the login item, and a test would change the one of this machine.',
);
test.use({ worldOptions: { name: 'login-item', pythonTool: 'uv' } });

/** The words of an `Exec` line, read as the specification says: first the escapes of strings, then the quotes. */
function splitExec(line: string): string[] {
  const text = line.replace(/\\\\/gu, '\\');
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/gu)].map(([, quoted, bare]) =>
    (quoted?.replace(/\\(.)/gu, '$1') ?? bare ?? '').replaceAll('%%', '%'),
  );
}

test('what starts at login is this app, hidden in the tray; switched off, nothing does', async ({
  world,
  trayHost,
}) => {
  // A space and a dollar sign: what the entry must quote.
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd user $data-'));
  const file = join(world.env['XDG_CONFIG_HOME'] ?? '', 'autostart', 'comfyui-manager-desktop.desktop');
  const first = await launchApp({ world, userDataDir });
  const set = (startAtLogin: boolean) => callByWindow(first.page, 'preferences.set', { startAtLogin });

  expect(await callByWindow(first.page, 'preferences.get')).toMatchObject({ startAtLogin: false });
  expect(await set(true)).toMatchObject({ startAtLogin: true });
  const entry = await readFile(file, 'utf8');
  expect(entry.split('\n')[0]).toBe('[Desktop Entry]');
  expect(entry).toContain('Type=Application\n');
  const [program = '', ...args] = splitExec(/^Exec=(.*)$/mu.exec(entry)?.[1] ?? '');
  expect(args).toContain('--hidden');
  expect(args).toContain(`--user-data-dir=${userDataDir}`);
  await first.close();

  const env = { ...process.env, ...world.env, CMD_NODE: process.execPath };
  const timeout = patienceMs;
  const atLogin = await _electron.launch({ executablePath: program, args, env, cwd: world.comfyui.path, timeout });
  atLogin.context().setDefaultTimeout(timeout);
  const child = atLogin.process();
  const page = await atLogin.firstWindow();
  await expect.poll(async () => statusOf(await (await trayHost.item()).menu())).toContain('nothing to do');
  expect(await isWindowVisible(atLogin)).toBe(false);

  // Somebody else takes it off the list of the desktop: the system is asked, not our memory.
  await rm(file);
  expect(await callByWindow(page, 'preferences.get')).toMatchObject({ startAtLogin: false });
  await (await trayHost.item()).choose('Open ComfyUI Manager Desktop');
  await expect.poll(() => isWindowVisible(atLogin)).toBe(true);
  await callByWindow(page, 'preferences.set', { startAtLogin: true });
  await callByWindow(page, 'preferences.set', { startAtLogin: false });
  expect(await readFile(file, 'utf8').catch(() => 'gone')).toBe('gone');

  const gone = new Promise((done) => child.once('exit', done));
  await inMain(() => atLogin.evaluate(({ app }) => app.getPath('userData'))).then((path) => {
    expect(path).toBe(userDataDir);
  });
  child.kill('SIGTERM');
  await gone;
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});
