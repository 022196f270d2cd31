import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from './app';
import { startCommand } from './command';
import { ourDir } from './home-calls';
import { needsStandIn } from './stand-in';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.skip(process.platform === 'win32', 'A shell that closes a stream before it starts a program is one of POSIX.');
test.use({ worldOptions: { name: 'stdin', pythonTool: 'uv' } });

const projectDir = resolve(import.meta.dirname, '..');
const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(projectDir, 'node_modules', 'electron', 'dist');

interface Started {
  child: ChildProcess;
  userDataDir: string;
  output: () => string;
  ended: Promise<unknown>;
}

let started: Started | null = null;
test.afterEach(async () => {
  if (started === null) return;
  started.child.kill('SIGKILL');
  await started.ended;
  await rm(started.userDataDir, { recursive: true, force: true, maxRetries: 5 });
  started = null;
});

/** Starts the app by a shell, as a script or a service does; `before` is said to the shell first. */
async function start(world: World, { before, isOwned }: { before: string; isOwned: boolean }): Promise<Started> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-stdin-'));
  const settings = Object.entries(world.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const place = ['--comfyui', world.comfyui.path, '--port', '0', `--user-data-dir=${userDataDir}`];
  const words = [join(dist, 'electron'), ...asRoot, '--disable-gpu', projectDir, ...place, ...settings];
  const child = spawn('sh', ['-c', `${before} exec "$@"`, 'sh', ...words], {
    env: {
      ...process.env,
      LANGUAGE: 'en',
      ...world.env,
      CMD_PARENT_PIPE: isOwned ? '1' : '',
      CMD_NODE: process.execPath,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  started = { child, userDataDir, output: () => output, ended: once(child, 'exit') };
  return started;
}

/** What the app said of a surprise of its own: it names its bundle, or the loader of modules. */
const stack = /^\s+at .*\b(main\.js|chunks|node:internal)\b|Uncaught|Unhandled|EBADF/imu;

const isReady = ({ output }: Started) => /^ready api=/m.test(output());
/** Of the lock that Chromium takes first it makes a link that leads nowhere. */
const isThere = async (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

const moments: readonly (readonly [string, (started: Started, world: World) => Promise<boolean> | boolean])[] = [
  ['at once', () => true],
  ['when it has its lock', ({ userDataDir }) => isThere(join(userDataDir, 'SingletonLock'))],
  ['when it writes its log', ({ userDataDir }) => existsSync(join(userDataDir, 'logs', 'main.log'))],
  ['when it opens the folder', (_started, world) => existsSync(ourDir(world, 'open-in.json'))],
  ['when it is ready', isReady],
];

for (const [moment, hasCome] of moments)
  test(`the app ends by itself, and well, when who holds its stdin goes: ${moment}`, async ({ world }) => {
    const app = await start(world, { before: '', isOwned: true });
    await expect.poll(async () => hasCome(app, world), { intervals: [5] }).toBe(true);
    app.child.stdin?.end();
    expect(await app.ended, app.output()).toEqual([0, null]);
    expect(app.output()).not.toMatch(stack);
  });

test('the app whose stdin is closed before it begins, and whom nobody holds by it, runs', async ({ world }) => {
  const app = await start(world, { before: 'exec 0<&-;', isOwned: false });
  await expect.poll(() => isReady(app)).toBe(true);
  app.child.kill('SIGTERM');
  expect(await app.ended, app.output()).toEqual([0, null]);
  expect(app.output()).not.toMatch(stack);
});

test('the app whose stdin is closed before it begins, and that ends with it, ends well', async ({ world }) => {
  const app = await start(world, { before: 'exec 0<&-;', isOwned: true });
  expect(await app.ended, app.output()).toEqual([0, null]);
  expect(app.output()).not.toMatch(stack);
});

test('npm start without a stdin runs the app until it is told to end', async ({ world }) => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-stdin-'));
  const settings = Object.entries(world.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const args = ['--comfyui', world.comfyui.path, '--port', '0', '--user-data-dir', userDataDir, ...settings];
  const command = startCommand('start.mjs', args, world.env);
  command.child.stdin?.end();
  await command.ready;
  command.child.kill('SIGTERM');
  expect(await command.ended).toBe(0);
  expect(command.output()).not.toMatch(stack);
  await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
});
