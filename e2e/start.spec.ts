import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app';
import { startCommand } from './command';

test.use({ worldOptions: { name: 'start', pythonTool: 'pip' } });

/** Everything a command started inherits this variable, whatever becomes of its parent; so it can be looked for. */
async function countMarked(mark: string): Promise<number> {
  const { readdir, readFile } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return environments.filter((text) => text.includes(mark)).length;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`npm start opens a folder, prints the ready line, and ${signal} ends all of it within 10 s`, async ({
    world,
  }) => {
    test.skip(process.platform !== 'linux', 'reads /proc to see that nothing is left');
    const userDataDir = await mkdtemp(join(tmpdir(), 'cmd-start-'));
    const mark = `CMD_SPEC_MARK=${signal}-${Date.now()}`;
    const [name = '', value = ''] = mark.split('=');
    const settings = Object.entries(world.settings).flatMap(([key, text]) => ['--set', `${key}=${text}`]);
    const started = startCommand(
      'start.mjs',
      ['--comfyui', world.comfyui.path, '--port', '0', '--user-data-dir', userDataDir, ...settings],
      { ...world.env, [name]: value, DISPLAY: '' },
    );
    const [, api = '', folder] = await started.ready;
    expect(folder).toBe(world.comfyui.path);
    expect(await (await fetch(`${api}/v2/manager/version`)).text()).toMatch(/^V\d/);
    expect(await countMarked(mark)).toBeGreaterThan(1);
    const askedMs = Date.now();
    started.child.kill(signal);
    await started.ended;
    await expect.poll(() => countMarked(mark), { timeout: 10_000 }).toBe(0);
    expect(Date.now() - askedMs).toBeLessThan(10_000);
    await rm(userDataDir, { recursive: true, force: true });
  });
}

test('a wrong command line is answered with a sentence', async () => {
  const { child, ended } = startCommand('start.mjs', ['--comfyui', join(tmpdir(), 'no such folder')], {});
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  expect(await ended).toBe(2);
  expect(said).toMatch(/folder/);
});

test('npm run demo opens the app on its own world and takes everything with it', async () => {
  test.skip(process.platform !== 'linux', 'reads /proc to see that nothing is left');
  const mark = `CMD_SPEC_MARK=demo-${Date.now()}`;
  const { child, ready, ended } = startCommand('demo.mjs', [], {
    CMD_SPEC_MARK: mark.split('=')[1] ?? '',
    DISPLAY: '',
  });
  const [, api = ''] = await ready;
  const installed = (await (await fetch(`${api}/v2/customnode/installed`)).json()) as Record<string, unknown>;
  expect(Object.keys(installed).length).toBeGreaterThan(4);
  child.kill('SIGINT');
  await ended;
  await expect.poll(() => countMarked(mark), { timeout: 10_000 }).toBe(0);
});
