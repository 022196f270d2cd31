import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { idleState } from '../testing/door';
import { connectEvents } from '../testing/event-client';
import { callRaw } from '../testing/http-client';
import { openGatewayDoor, type GatewayDoor } from './testing/gateway-door';
import { startSmallComfy, type SmallComfy, type SmallComfyOptions } from './testing/small-comfy';

let door: GatewayDoor;
let comfy: SmallComfy;
const start = async (options: SmallComfyOptions = {}) => {
  comfy = await startSmallComfy(options);
  door.upstream.move('running', comfy.address);
};
beforeEach(async () => {
  door = await openGatewayDoor();
});
afterEach(async () => {
  await door.server.close();
  await comfy.close();
});

const flags = JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } });
interface Message {
  data: Buffer;
  isBinary: boolean;
}
function listen(socket: WebSocket): Message[] {
  const received: Message[] = [];
  socket.on('message', (data, isBinary) => received.push({ data: data as Buffer, isBinary }));
  return received;
}
async function openRaw(path = '/ws'): Promise<{ socket: WebSocket; received: Message[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${door.server.port}${path}`, { origin: door.origin, maxPayload: 0 });
  const received = listen(socket);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, received };
}

describe('the relay', () => {
  it.each(['/ws?clientId=tab-1&x=%20y', '/api/ws?clientId=tab-1'])('opens %s as it was asked for', async (path) => {
    await start();
    const tab = await connectEvents(door.server.port, { path, origin: door.origin, headers: { cookie: 'a=b' } });
    expect(await tab.frame(1)).toMatchObject({ type: 'status', data: { sid: 'tab-1' } });
    expect(comfy.requests[0]).toMatchObject({ url: path });
    expect(comfy.requests[0]?.headers).toMatchObject({
      host: `127.0.0.1:${door.server.port}`,
      origin: door.origin,
      cookie: 'a=b',
    });
    expect(comfy.requests[0]?.headers).not.toHaveProperty('sec-websocket-extensions');
  });

  it('tells a script what happens before ComfyUI has spoken to it, behind its first message', async () => {
    await start({ firstWordMs: 200 });
    const script = await connectEvents(door.server.port, { path: '/ws?clientId=script' });
    const task = { ui_id: 'early', kind: 'install', timestamp: new Date().toISOString() } as const;
    door.core.emit({ name: 'cm-task-started', payload: { ...task, state: idleState } });
    expect(script.frames).toEqual([]);
    expect(await script.frame(3)).toMatchObject({ type: 'cm-task-started', data: { ui_id: 'early' } });
    expect(script.frames.map(({ type }) => type)).toEqual(['status', 'cm-queue-status', 'cm-task-started']);
  });

  it('answers only after ComfyUI did, and with 502 when it refuses', async () => {
    await start({ refusesSockets: 403 });
    await expect(door.openTab()).rejects.toThrow('Unexpected server response: 502');
  });

  it("keeps ComfyUI's first message first, and the first of the browser", async () => {
    await start();
    const tab = await door.openTab('/ws?clientId=a');
    tab.socket.send(flags);
    tab.socket.send('second');
    expect((await tab.frame(1)).type).toBe('status');
    await vi.waitFor(() => expect(comfy.received).toEqual([flags, 'second']));
  });

  it('adds the flags of the manager to those of ComfyUI, and changes nothing else', async () => {
    await start({
      onSocket: (socket) => {
        socket.send('{"type":"feature_flags","data":{"max_upload_size":1,"extension":{"other":{"x":1}}}}');
        socket.send('{"type":"executed",  "data":{"text":"\\"feature_flags\\" \\"sid\\""}}');
      },
    });
    const { received } = await openRaw();
    await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(3));
    const texts = received.map(({ data }) => data.toString());
    expect(JSON.parse(texts.find((text) => text.includes('max_upload')) ?? '')).toEqual({
      type: 'feature_flags',
      data: {
        max_upload_size: 1,
        extension: { other: { x: 1 }, manager: { supports_v4: true, supports_csrf_post: true } },
      },
    });
    expect(texts).toContain('{"type":"executed",  "data":{"text":"\\"feature_flags\\" \\"sid\\""}}');
  });

  it('keeps text and binary apart, however large, in both directions', async () => {
    const picture = Buffer.alloc(130 * 1024 * 1024, 7);
    await start({
      onSocket: (socket) => {
        socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
        socket.send(picture);
      },
    });
    const { socket, received } = await openRaw();
    await vi.waitFor(() => expect(received.some(({ isBinary }) => isBinary)).toBe(true), 100_000);
    const large = received.find(({ isBinary }) => isBinary);
    expect(large?.data.equals(picture)).toBe(true);
    socket.send(Buffer.from([1, 2, 3]));
    socket.send('tëxt');
    await vi.waitFor(() => {
      expect(received.filter(({ isBinary }) => isBinary).length).toBe(2);
      expect(received.map(({ data }) => data.toString()).filter((text) => text === 'tëxt')).toHaveLength(1);
    });
  });

  it('hands pings and pongs through', async () => {
    await start();
    const { socket } = await openRaw();
    const pong = new Promise((resolve) => socket.once('pong', resolve));
    const ping = new Promise((resolve) => comfy.sockets[0]?.once('ping', resolve));
    socket.ping('hello');
    expect(String(await ping)).toBe('hello');
    expect(String(await pong)).toBe('hello');
    const back = new Promise((resolve) => comfy.sockets[0]?.once('pong', resolve));
    comfy.sockets[0]?.ping('from comfy');
    expect(String(await back)).toBe('from comfy');
  });

  it('loses none of 5,000 messages, sent as fast as can be, and keeps their order', async () => {
    const count = 5000;
    await start({
      onSocket: (socket) => {
        for (let index = 0; index < count; index += 1) socket.send(`{"type":"progress","data":${index}}`);
      },
    });
    const { received } = await openRaw();
    const numbers = () =>
      received.map(({ data }) => /"progress","data":(\d+)/.exec(data.toString())?.[1]).filter(Boolean);
    await vi.waitFor(() => expect(numbers()).toHaveLength(count), 10_000);
    expect(numbers()).toEqual(Array.from({ length: count }, (_value, index) => String(index)));
  });

  it('makes ComfyUI wait for a browser that does not read, and goes on when it does', async () => {
    const piece = Buffer.alloc(1024 * 1024, 1);
    const pieces = 100;
    await start({
      onSocket: (socket) => {
        for (let index = 0; index < pieces; index += 1) socket.send(piece);
      },
    });
    const { socket, received } = await openRaw();
    socket.pause();
    const waiting = () => comfy.sockets[0]?.bufferedAmount ?? 0;
    await vi.waitFor(() => expect(waiting()).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What neither the kernel nor the gateway took is still where it came from.
    expect(waiting()).toBeGreaterThan(50 * 1024 * 1024);
    socket.resume();
    await vi.waitFor(() => expect(received.filter(({ isBinary }) => isBinary).length).toBe(pieces), 20_000);
  });

  it('closes the browser at once when ComfyUI closes, and ComfyUI when the browser does', async () => {
    await start();
    const tab = await door.openTab();
    await tab.frame(1);
    comfy.sockets[0]?.close(1001);
    expect(await tab.closed).toBe(1012);
    const again = await door.openTab();
    await again.frame(1);
    const behind = new Promise((resolve) => comfy.sockets[1]?.once('close', resolve));
    again.socket.close(4001);
    expect(await behind).toBe(4001);
    const cut = await door.openTab();
    await cut.frame(1);
    comfy.sockets[2]?.terminate();
    expect(await cut.closed).toBe(1012);
  });

  it('takes ComfyUI along when the browser leaves in the middle of the handshake', async () => {
    await start();
    const head = `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${door.server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    for (let index = 0; index < 10; index += 1) {
      const socket = connect(door.server.port, '127.0.0.1', () => {
        socket.write(`${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`);
        setTimeout(() => socket.resetAndDestroy(), index);
      });
      socket.on('error', () => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    await vi.waitFor(() => expect(comfy.sockets.every(({ readyState }) => readyState === WebSocket.CLOSED)).toBe(true));
    expect((await (await door.openTab()).frame(1)).type).toBe('status');
  });
});

describe('while ComfyUI does not serve', () => {
  beforeEach(() => start());

  it('a page is refused once ComfyUI was started, a script hears our events', async () => {
    for (const state of ['stopping', 'starting', 'crashed', 'stopped'] as const) {
      door.upstream.move(state);
      await expect(door.openTab()).rejects.toThrow('Unexpected server response: 502');
      const script = await connectEvents(door.server.port, {});
      expect((await script.frame(1)).type).toBe('status');
      expect((await script.frame(2)).type).toBe('cm-queue-status');
      script.socket.close();
    }
  });
});

describe('the guards', () => {
  it.each([
    ['a rebound Host', '/ws', { host: 'evil.example' }],
    ['a foreign Origin', '/ws', { origin: 'http://evil.example' }],
    ['a foreign Origin on the socket of a pack', '/pack/ws', { origin: 'http://evil.example' }],
  ])('refuse %s', async (_name, path, headers) => {
    await start();
    await expect(connectEvents(door.server.port, { path, headers })).rejects.toThrow('403');
    expect(comfy.requests).toEqual([]);
  });
});

describe('sockets of packs', () => {
  it('go through as they are', async () => {
    await start({
      onSocket: (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
    });
    const { socket, received } = await openRaw('/pack/socket?x=1');
    expect(comfy.requests[0]).toMatchObject({ url: '/pack/socket?x=1' });
    socket.send('feature_flags');
    await vi.waitFor(() => expect(received.map(({ data }) => data.toString())).toContain('feature_flags'));
    const behind = new Promise((resolve) => comfy.sockets[0]?.once('close', resolve));
    socket.close(4002);
    expect(await behind).toBe(4002);
  });

  it('are refused as ComfyUI refuses them, and with 502 while it is away', async () => {
    await start({ refusesSockets: 418 });
    await expect(door.openTab('/pack/socket')).rejects.toThrow('418');
    door.upstream.move('crashed');
    await expect(door.openTab('/pack/socket')).rejects.toThrow('502');
    await expect(door.openTab('/v2/manager/socket')).rejects.toThrow('404');
  });

  it('are the only upgrades that reach ComfyUI', async () => {
    await start();
    const own = `127.0.0.1:${door.server.port}`;
    const reply = await callRaw(
      door.server.port,
      `GET /x HTTP/1.1\r\nHost: ${own}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET /v2/manager/reboot HTTP/1.1\r\n\r\n`,
    );
    expect(reply.status).toBe(400);
    expect(comfy.requests).toEqual([]);
  });
});
