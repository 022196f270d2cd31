import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { startCommand, type StartedCommand } from './command';
import { expectInstalled, listFolder, makeParent, withUv } from './setup-world';
import { needsStandIn } from './stand-in';
import type { World } from './world/world';

test.skip(...needsStandIn('clones the releases of the stand-in'));
test.skip(process.platform === 'win32', 'reads the programs of an environment where POSIX has them');
test.use({ worldOptions: { name: 'setup-command', pythonTool: 'pip' } });

let parent: string;
let userDataDir: string;
let started: StartedCommand | undefined;

test.beforeEach(async () => {
  parent = await makeParent();
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-setup-'));
});

test.afterEach(async () => {
  await end();
  for (const folder of [parent, userDataDir]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function end(): Promise<void> {
  started?.child.kill('SIGTERM');
  await started?.ended;
  started = undefined;
}

async function install(world: World, args: readonly string[]): Promise<StartedCommand> {
  const settings = { ...world.settings, 'python.tool': 'auto' };
  const pairs = Object.entries(settings).flatMap(([key, text]) => ['--set', `${key}=${text}`]);
  const all = ['--port', '0', '--user-data-dir', userDataDir, ...args, ...pairs];
  const env = { ...world.env, ...(await withUv(world)), DISPLAY: '' };
  return (started = startCommand('start.mjs', all, env));
}

test('one command brings a machine from nothing to a ComfyUI that serves, and the same command starts it later', async ({
  world,
}) => {
  const folder = join(parent, 'ComfyUI');
  const args = ['--install-comfyui', folder, '--torch', 'cpu', '--launch'];
  const first = await install(world, args);
  const { folder: opened, web } = await first.ready;
  expect(opened).toBe(folder);
  expect((await fetch(web ?? '')).status).toBe(200);
  const output = first.output();
  for (const part of ['1/6 Cloning ComfyUI', '3/6 Installing PyTorch', '5/6 Starting ComfyUI', '6/6 Moving it'])
    expect(output).toMatch(new RegExp(`install ${part}.*: done in \\d+ s`));
  await expectInstalled(folder, 'v0.3.62');
  await end();
  world.forgetRequests();
  const again = await install(world, args);
  expect((await again.ready).folder).toBe(folder);
  expect(again.output()).not.toContain('install 1/6');
  expect(world.git.requests()).toEqual([]);
});

test('what speaks against it ends the command with the reason, and touches nothing', async ({ world }) => {
  await mkdir(join(parent, 'taken'));
  await writeFile(join(parent, 'taken', 'mine.txt'), 'mine');
  const { ended, output } = await install(world, ['--install-comfyui', join(parent, 'taken')]);
  expect(await ended).toBe(1);
  await expect.poll(output).toContain('is not empty, so nothing is installed there. Choose another name');
  expect(await listFolder(join(parent, 'taken'))).toEqual(['mine.txt']);
  expect(await listFolder(parent)).toEqual(['taken']);
});
