import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createClient, expectStatus, type Client } from './client';
import type { OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

/** What web UIs ask again and again, and what costs nothing to know. */
const reads = [
  '/v2/manager/queue/status',
  '/v2/manager/version',
  '/v2/manager/db_mode',
  '/v2/manager/channel_url_list',
  '/v2/snapshot/getlist',
];
const floorFile = resolve(import.meta.dirname, '..', '..', 'scripts', 'bench-floor.mjs');
const rounds = 60;
const callsPerRound = 20;
/** The first calls of a turn pay for what the other server displaced: its process sleeps, the caches of the processor are cold. */
const warmUps = 4;
/** Turns of every read before the first is measured. */
const warmRounds = 15;

/** The least that an answer over HTTP costs here: a server of its own that knows nothing and says the same to all. */
interface Floor {
  client: Client;
  close(): void;
}

async function openFloor(text: string): Promise<Floor> {
  const child = spawn(process.execPath, [floorFile, text], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<string>((done, fail) => {
    child.stdout.once('data', (line: Buffer) => done(line.toString('latin1').trim()));
    child.once('exit', (code) => fail(new Error(`The floor ended with ${code}.`)));
  });
  const client = createClient(`http://127.0.0.1:${port}`);
  return {
    client,
    close: () => {
      client.close();
      child.stdin.end();
    },
  };
}

function median(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

async function takeTurn(client: Client, path: string): Promise<number[]> {
  const taken: number[] = [];
  for (let call = 0; call < callsPerRound; call += 1) {
    const { tookMs } = expectStatus(await client.get(path), 200, path);
    if (call >= warmUps) taken.push(tookMs);
  }
  return taken;
}

/** One read of the app and the floor for an answer of its size, in turns, so that both see the same machine. */
async function measureRead({ client }: OpenedApp, path: string): Promise<Row[]> {
  const { text } = expectStatus(await client.read(path), 200, path);
  const floor = await openFloor(text);
  const tookMs: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const least = await takeTurn(floor.client, path);
    const ours = await takeTurn(client, path);
    tookMs.push(...ours);
    ratios.push(median(ours) / median(least));
  }
  floor.close();
  return [
    toRow({ name: path, unit: 'ms', judged: 'p50', limit: 0.25 }, tookMs),
    toRow({ name: `${path}, to a bare server`, unit: 'times', judged: 'p50', limit: 4 }, ratios),
  ];
}

/** What the smallest answers cost on the wire. */
export async function measureTrivialReads(app: OpenedApp): Promise<Row[]> {
  // What is asked first would pay for code that is not translated yet, on both ends of the wire.
  for (let round = 0; round < warmRounds; round += 1) for (const path of reads) await takeTurn(app.client, path);
  const rows: Row[] = [];
  for (const path of reads) rows.push(...(await measureRead(app, path)));
  return rows;
}
