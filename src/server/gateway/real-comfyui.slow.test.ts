import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../../e2e/world/world';
import { openGatewayDoor, type GatewayDoor } from './testing/gateway-door';

let world: World;
let child: ChildProcess;
let door: GatewayDoor;

/** The world's ComfyUI on a port of its own, and the gateway in front of it. */
beforeAll(async () => {
  world = await createWorld({ name: 'gateway' });
  door = await openGatewayDoor();
  await startComfy();
});

afterAll(async () => {
  await door.server.close();
  await endComfy();
  await world.stop();
});

async function startComfy(): Promise<void> {
  const { path, python } = world.comfyui;
  child = spawn(python, ['main.py', '--cpu', '--port', '0'], { cwd: path, env: { ...process.env, ...world.env } });
  for await (const line of createInterface({ input: child.stderr ?? process.stdin })) {
    const [, url] = /To see the GUI go to: (\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stderr?.resume();
    door.upstream.move('running', url.replace('0.0.0.0', '127.0.0.1'));
    return;
  }
  throw new Error('ComfyUI ended before it served.');
}

async function endComfy(): Promise<void> {
  door.upstream.move('stopping');
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
  door.upstream.move('starting');
}

describe("the world's ComfyUI behind the gateway", () => {
  it('is reached as if it stood there itself', async () => {
    const page = await door.ask('GET', '/', { headers: { accept: 'text/html' } });
    expect(page).toMatchObject({ status: 200 });
    expect(page.body).toContain('<');
    const stats = JSON.parse((await door.ask('GET', '/api/system_stats')).body);
    expect(stats.system.argv).toContain('--enable-manager');
    expect(stats.system.comfyui_version).toBe('0.3.61');
    expect(JSON.parse((await door.ask('GET', '/object_info')).body)).toHaveProperty('KSampler');
  });

  it('takes uploads of a page, and refuses none of its requests', async () => {
    const boundary = 'b';
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.txt"\r\n\r\nhello\r\n--${boundary}--\r\n`;
    const headers = {
      ...{ origin: door.origin, 'sec-fetch-site': 'same-origin' },
      'content-type': `multipart/form-data; boundary=${boundary}`,
    };
    const uploaded = await door.ask('POST', '/api/upload/image', { headers, body });
    expect(uploaded.status).toBe(200);
    const { name } = JSON.parse(uploaded.body);
    const viewed = await door.ask('GET', `/api/view?filename=${name}&type=input`, { headers: { range: 'bytes=1-3' } });
    expect(viewed).toMatchObject({ status: 206, body: 'ell' });
    const known = await door.ask('GET', `/view?filename=${name}&type=input`, {
      headers: { 'if-none-match': String(viewed.headers.etag) },
    });
    expect(known).toMatchObject({ status: 304, body: '' });
  });

  it('greets a page, tells it the flags of the manager, and takes its log subscription', async () => {
    const tab = await door.openTab('/ws?clientId=tab');
    tab.socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_manager_v4_ui: true } }));
    expect(await tab.frame(1)).toMatchObject({ type: 'status', data: { sid: 'tab' } });
    await tab.frame(4);
    const flags = tab.frames.find(({ type }) => type === 'feature_flags');
    expect(flags).toMatchObject({ data: { extension: { manager: { supports_v4: true, supports_csrf_post: true } } } });
    const subscribed = await door.ask('PATCH', '/internal/logs/subscribe', {
      headers: { origin: door.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ enabled: true, clientId: 'tab' }),
    });
    expect(subscribed.status).toBe(200);
    tab.socket.close();
  });

  it('is followed over a restart: refused while it is away, then the same id and the news', async () => {
    const tab = await door.openTab('/ws?clientId=tab');
    await tab.frame(3);
    await endComfy();
    expect(await tab.closed).toBe(1012);
    await expect(door.openTab('/ws?clientId=tab')).rejects.toThrow('502');
    expect((await door.ask('GET', '/', { headers: { accept: 'text/html' } })).body).toContain('Start ComfyUI');
    await startComfy();
    const again = await door.openTab('/ws?clientId=tab');
    expect(await again.frame(1)).toMatchObject({ type: 'status', data: { sid: 'tab' } });
    expect(await again.frame(3)).toMatchObject({ type: 'cm-task-completed', data: { state: { history: {} } } });
  });
});
