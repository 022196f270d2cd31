import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from './app';
import { ask, runTask } from './api';
import { freePort, readStatus, startComfy, stopComfy, waitForState } from './comfy-calls';
import { launchHost, type LaunchedHost } from './launch-host';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'comfyui-ports', pythonTool: 'uv' } });

/** Whether the system tells whose port it is. */
const isHolderKnown = ['linux', 'darwin', 'win32'].includes(process.platform);

let launched: LaunchedHost;
let port: number;

const area = () => `${launched.api}/v2/comfyui_manager`;

/** Until somebody answers on the port of ComfyUI. */
async function waitForAnswer(path: string): Promise<void> {
  const isThere = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
    return answer?.ok ?? false;
  };
  await expect.poll(isThere).toBe(true);
}

test.beforeAll(async ({ world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.2.0');
  port = await freePort();
  launched = await launchHost({ world, settings: { 'comfyui.port': String(port) } });
});
test.afterAll(() => launched.close());
test.afterEach(() => stopComfy(launched.api));

test('a ComfyUI that somebody else started is left alone, and the answer says so', async ({ world }) => {
  const { path, python } = world.comfyui;
  await waitForState(launched.api, 'stopped');
  const env = { ...process.env, ...world.env };
  const other = spawn(python, ['main.py', '--port', String(port)], { cwd: path, env, stdio: 'ignore' });
  try {
    await waitForAnswer('/system_stats');
    for (const address of [`${launched.api}/v2/manager/reboot`, `${area()}/start`, `${area()}/stop`]) {
      const answer = await ask(address, {});
      expect(answer.status, `${address}: ${answer.text}`).toBe(409);
      expect(answer.body).toMatchObject({ code: 'comfyui-not-ours', remedy: expect.stringMatching(/\S/) });
    }
    const { state, holder, notice } = await readStatus(launched.api);
    expect(state).toBe('foreign');
    if (isHolderKnown) expect(holder).toMatchObject({ port, pid: other.pid, name: expect.stringMatching(/python/i) });
    for (const part of ['can be managed', 'where it was started', 'log file']) expect(notice).toContain(part);
    expect(other.exitCode).toBeNull();
    // Its tabs are served through the gateway, and packs are managed.
    await expect.poll(async () => (await fetch(`${launched.api}/system_stats`)).status).toBe(200);
    const task = { kind: 'disable', params: { node_name: 'Demo-Upscaler' } };
    expect((await runTask(launched.api, task)).result).toBe('success');
    expect((await runTask(launched.api, { kind: 'enable', params: { cnr_id: 'Demo-Upscaler' } })).result).toBe(
      'success',
    );
  } finally {
    const gone = once(other, 'exit');
    other.kill('SIGKILL');
    await gone;
  }
  // It is noticed when it goes.
  expect((await waitForState(launched.api, 'stopped')).holder).toBeNull();
});

test('another program on the port is named, with what to do', async ({ world }) => {
  await waitForState(launched.api, 'stopped');
  const other = spawn(world.comfyui.python, ['-m', 'http.server', String(port), '--bind', '127.0.0.1'], {
    stdio: 'ignore',
  });
  try {
    await waitForAnswer('/');
    const answer = await ask(`${area()}/start`, {});
    expect(answer.status, answer.text).toBe(409);
    expect(answer.body).toMatchObject({ code: 'comfyui-not-ours', holder: 'other', port });
    expect(answer.body['remedy']).toContain('comfyui.port');
    if (isHolderKnown) {
      expect(answer.body).toMatchObject({ pid: other.pid, program: expect.stringMatching(/python/i) });
      expect(answer.body['message']).toContain(`(process ${other.pid})`);
    }
    expect(await readStatus(launched.api)).toMatchObject({ state: 'foreign', holder: { port } });
  } finally {
    const gone = once(other, 'exit');
    other.kill('SIGKILL');
    await gone;
  }
  await startComfy(launched.api);
});
