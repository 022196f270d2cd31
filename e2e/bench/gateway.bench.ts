import { truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createWorld, type World } from '../world/world';
import { findMainProcess, measureGrowth, type AppProcess } from './apps/app-process';
import { createClient, expectStatus, type Client } from './client';
import { floodPack, measureFlood } from './message-flood';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';
import { download, transferBytes, upload } from './transfers';

const smallRequests = 400;
const transferPairs = 5;
const startLimitMs = 60_000;
const bigFile = 'bench-download.bin';
const smallPath = '/queue';

/** ComfyUI as the app runs it, and both ways to it. */
interface Place {
  app: OpenedApp;
  direct: string;
}

/** With the app's main process, where it can be looked at. */
interface Watched extends Place {
  main: AppProcess | null;
}

function print(text: string): void {
  process.stdout.write(`[bench] ${text}\n`);
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

/** Starts the app on the world, and ComfyUI through the app, and waits until it serves through the gateway. */
async function openPlace(world: World): Promise<Place> {
  const port = await findFreePort();
  const app = await openApp(world, {}, { 'comfyui.port': String(port), 'comfyui.arguments': '--max-upload-size 4000' });
  expectStatus(await app.client.post('/v2/comfyui_manager/start'), 200, 'start');
  const endMs = performance.now() + startLimitMs;
  while ((await app.client.get(smallPath)).status !== 200) {
    if (performance.now() > endMs) throw new Error('ComfyUI did not serve through the gateway within a minute.');
    await new Promise((done) => setTimeout(done, 100));
  }
  return { app, direct: `http://127.0.0.1:${port}` };
}

/** What the gateway adds to a small request: each is asked both ways, one right after the other. */
async function measureLatency({ app, direct }: Place): Promise<Row> {
  const client = createClient(direct);
  const took = async (caller: Client) => expectStatus(await caller.get(smallPath), 200, smallPath).tookMs;
  const added: number[] = [];
  for (let count = -20; count < smallRequests; count += 1) {
    const alone = await took(client);
    const through = await took(app.client);
    if (count >= 0) added.push(through - alone);
  }
  client.close();
  return toRow({ name: 'added latency of a small request', unit: 'ms', judged: 'p95', limit: 2 }, added);
}

/** The throughput through the gateway, as a share of the direct one, in pairs: the machine is never twice as fast. */
async function measureShare(name: string, transfer: (base: string) => Promise<number>, place: Watched): Promise<Row> {
  const shares: number[] = [];
  for (let count = 0; count < transferPairs; count += 1) {
    const alone = await transfer(place.direct);
    const usedBefore = (await place.main?.readProcessorTime()) ?? 0;
    const through = await transfer(place.app.api);
    const used = ((await place.main?.readProcessorTime()) ?? 0) - usedBefore;
    const rate = (tookMs: number) => Math.round(transferBytes / 1e6 / (tookMs / 1000));
    print(
      `${name}: ${rate(alone)} MB/s direct, ${rate(through)} MB/s through the gateway, ${used.toFixed(2)} s of processor time`,
    );
    shares.push(alone / through);
  }
  return toRow(
    { name: `throughput of a 1 GB ${name} against direct`, unit: 'x', judged: 'p50', limit: 0.8, isLeast: true },
    shares,
  );
}

async function measureTransfers(place: Place): Promise<Row[]> {
  const rows: Row[] = [];
  const down = (base: string) => download(`${base}/view?filename=${bigFile}&type=input`);
  const up = (base: string) => upload(`${base}/upload/image`);
  const work = async () => {
    rows.push(await measureShare('download', down, watched), await measureShare('upload', up, watched));
  };
  const main = await findMainProcess(place.app.startPid);
  const watched = { ...place, main };
  if (main === null) {
    print('skipped: memory growth, which is read from /proc');
    await work();
    return rows;
  }
  // Once, so that what is loaded and compiled at first use is there.
  await down(place.app.api);
  await up(place.app.api);
  const growthMb = await measureGrowth(main, work);
  const claim = { name: 'memory growth of the app meanwhile', unit: 'MB', judged: 'p95', limit: 30 } as const;
  return [...rows, toRow(claim, [growthMb])];
}

/** The rows of the gateway: through it, and directly to the same ComfyUI. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-gateway' });
  try {
    await world.comfyui.placeFiles(floodPack);
    const file = join(world.comfyui.path, 'input', bigFile);
    await writeFile(file, '');
    await truncate(file, transferBytes);
    const place = await openPlace(world);
    print('measuring small requests');
    const latency = await measureLatency(place);
    print('measuring messages');
    const messages = await measureFlood(place.app.api, world.comfyui.customNodesDir);
    print('measuring transfers');
    const transfers = await measureTransfers(place);
    await place.app.close();
    return [latency, ...transfers, ...messages];
  } finally {
    await world.stop();
  }
}
