import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AppSettings } from '../../../contract/settings';
import { createPrivatePort } from './private-port';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
});

async function take(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
}

const settingsOf = (port: string, text = '') => AppSettings.parse({ 'comfyui.port': port, 'comfyui.arguments': text });

describe('a private port', () => {
  it('is chosen when it is asked for, and kept', async () => {
    const port = createPrivatePort(settingsOf('0'));
    expect(port.settings()['comfyui.port']).toBe(0);
    const chosen = (await port.choose())['comfyui.port'];
    expect(chosen).toBeGreaterThan(1023);
    expect(port.settings()['comfyui.port']).toBe(chosen);
    expect((await port.choose())['comfyui.port']).toBe(chosen);
  });

  it('is another one once somebody has taken it', async () => {
    const port = createPrivatePort(settingsOf('0'));
    const first = (await port.choose())['comfyui.port'];
    await take(first);
    const second = (await port.choose())['comfyui.port'];
    expect(second).not.toBe(first);
    expect((await port.choose())['comfyui.port']).toBe(second);
  });

  it('is not wanted where a port is named', async () => {
    const named = settingsOf('8288');
    expect(await createPrivatePort(named).choose()).toBe(named);
    for (const text of ['--port 9000', '--cpu --port=9000']) {
      const byArgument = settingsOf('0', text);
      expect(await createPrivatePort(byArgument).choose()).toBe(byArgument);
    }
    // Who plans the start says what is wrong with them.
    const broken = settingsOf('0', '--a "b');
    expect(await createPrivatePort(broken).choose()).toBe(broken);
  });

  it('follows settings that change while the app runs', async () => {
    const settings = settingsOf('0');
    const port = createPrivatePort(settings);
    const chosen = (await port.choose())['comfyui.port'];
    settings['comfyui.arguments'] = '--port 9000';
    expect((await port.choose())['comfyui.port']).toBe(0);
    settings['comfyui.arguments'] = '--cpu';
    expect(await port.choose()).toMatchObject({ 'comfyui.port': chosen, 'comfyui.arguments': '--cpu' });
  });
});
