import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { expect, test } from './app';
import { startComfy, type RunningComfy } from './comfy-calls';
import { launchApp, type LaunchedApp } from './launch';
import { downloadHash, hashOfPieces, open, readWhole, uploadFile } from './transfers';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('is timed for the stand-in, which starts in a second'));
test.use({ worldOptions: { name: 'gateway', pythonTool: 'uv' } });

const bigMegabytes = 300;
const parallel = 20;
const big = '/view?filename=big.bin&type=input';

/** A pack with a socket of its own that sends back what comes, byte by byte, as no WebSocket would. */
const ownSocketPack = `
import server

plain = server.Handler.do_GET

def do_GET(self):
    if self.path != "/own/socket":
        return plain(self)
    self.send_response(101)
    self.send_header("Upgrade", "websocket")
    self.send_header("Connection", "Upgrade")
    self.send_header("X-Own", "yes")
    self.end_headers()
    self.close_connection = True
    while True:
        data = self.rfile.read1(65536)
        if not data:
            return
        self.wfile.write(data)

server.Handler.do_GET = do_GET
NODE_CLASS_MAPPINGS = {}
`;

let launched: LaunchedApp;
let comfy: RunningComfy;
const api = () => launched.api;
const direct = () => `http://127.0.0.1:${comfy.port}`;

test.beforeAll(async ({ world }) => {
  await world.comfyui.placeFiles({ 'own-socket/__init__.py': ownSocketPack });
  const settings = {
    'comfyui.port': '0',
    'comfyui.arguments': '--max-upload-size 1000 --enable-compress-response-body',
  };
  launched = await launchApp({ world, settings });
  comfy = await startComfy(api());
});

test.afterAll(() => launched.close());

test('300 MB go up and come down byte for byte, whole and in parts', async ({ world }) => {
  const wanted = hashOfPieces(bigMegabytes);
  expect(await uploadFile(api(), { name: 'big.bin', megabytes: bigMegabytes })).toBe(200);
  const file = await readFile(join(world.comfyui.path, 'input', 'big.bin'));
  expect(createHash('sha256').update(file).digest('hex')).toBe(wanted);
  expect(await downloadHash(`${api()}${big}`)).toEqual({ status: 200, sha256: wanted });

  const from = 7_654_321;
  const part = await open(`${api()}${big}`, { range: `bytes=${from}-${from + 20_000_000 - 1}` });
  expect([part.statusCode, part.headers['content-range']]).toEqual([
    206,
    `bytes ${from}-${from + 20_000_000 - 1}/${file.length}`,
  ]);
  expect((await readWhole(part)).equals(file.subarray(from, from + 20_000_000))).toBe(true);
  const tag = part.headers.etag ?? '';
  expect((await open(`${api()}${big}`, { 'if-none-match': tag })).statusCode).toBe(304);
});

test('what ComfyUI has compressed stays as it is', async () => {
  const requested = { 'accept-encoding': 'gzip' };
  const read = async (base: string) => {
    const answer = await open(`${base}/object_info`, requested);
    const body = await readWhole(answer);
    // The time of the compression stands in these bytes.
    body.fill(0, 4, 8);
    return { encoding: answer.headers['content-encoding'], body: body.toString('hex') };
  };
  const through = await read(api());
  expect(through.encoding).toBe('gzip');
  expect(through).toEqual(await read(direct()));
});

test(`${parallel} downloads at once each get their own bytes`, async () => {
  const megabytes = 24;
  expect(await uploadFile(api(), { name: 'many.bin', megabytes })).toBe(200);
  const wanted = { status: 200, sha256: hashOfPieces(megabytes) };
  const requested = Array.from({ length: parallel }, () => downloadHash(`${api()}/view?filename=many.bin&type=input`));
  expect(await Promise.all(requested)).toEqual(requested.map(() => wanted));
});

test('who leaves in the middle leaves nothing open, in the app or in ComfyUI', async () => {
  test.skip(process.platform !== 'linux', 'connections are counted in /proc');
  await downloadHash(`${api()}/queue`);
  const before = await countConnections();
  for (let round = 0; round < 5; round += 1) {
    const answer = await open(`${api()}${big}`);
    await once(answer, 'data');
    answer.on('error', () => undefined);
    answer.destroy();
    expect(await uploadFile(api(), { name: 'left.bin', megabytes: 200, sent: 30 })).toBeNull();
  }
  await expect.poll(countConnections).toBeLessThanOrEqual(before);
  expect((await downloadHash(`${api()}/queue`)).status).toBe(200);
});

test("a custom node's socket is a pipe of bytes, opened once ComfyUI has agreed", async () => {
  const { port } = new URL(api());
  const ask = (path: string) =>
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n`;
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  const sent = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
  const received: Buffer[] = [];
  socket.on('data', (piece: Buffer) => received.push(piece));
  socket.write(ask('/own/socket'));
  await expect.poll(() => Buffer.concat(received).toString('latin1')).toContain('\r\n\r\n');
  const head = Buffer.concat(received).toString('latin1');
  expect(head).toMatch(/^HTTP\/1.1 101 /);
  expect(head).toContain('X-Own: yes');
  socket.write(sent);
  await expect.poll(() => Buffer.concat(received).subarray(head.length).equals(sent)).toBe(true);
  socket.end();
  await once(socket, 'close');

  const refused = connect({ host: '127.0.0.1', port: Number(port) });
  refused.write(ask('/not/a/socket'));
  const [answer] = (await once(refused, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 404 /);
  refused.destroy();
});

test("a tab hears ComfyUI's messages and ours over one socket", async () => {
  const socket = new WebSocket(`${api().replace('http', 'ws')}/ws?clientId=tab-1`, { origin: api() });
  const types = new Set<string>();
  socket.on('message', (data) => {
    if (Buffer.isBuffer(data)) types.add((JSON.parse(data.toString('utf8')) as { type: string }).type);
  });
  await expect.poll(() => [...types]).toEqual(expect.arrayContaining(['status', 'cm-queue-status']));
  socket.close();
});

/** Connections of the gateway and of ComfyUI that are open on any side: in use, or left by the other side and not yet closed. */
async function countConnections(): Promise<number> {
  const ports = [Number(new URL(api()).port), comfy.port].map((port) =>
    port.toString(16).toUpperCase().padStart(4, '0'),
  );
  const lines = (await readFile('/proc/self/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  return lines.filter(([, local = '', remote = '', state = '']) => {
    const isOurs = ports.some((port) => local.endsWith(`:${port}`) || remote.endsWith(`:${port}`));
    return isOurs && ['01', '08'].includes(state);
  }).length;
}
