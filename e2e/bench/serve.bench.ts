import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { launchHost, type LaunchedHost } from '../launch-host';
import { createWorld } from '../world/world';
import { toRow, type Row } from './row';

const starts = 7;
const calls = 300;
const listeners = 100;
const rounds = 30;

/** What a process holds in memory, MB (1,000,000 bytes). */
async function memoryOf(pid: number): Promise<number> {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}

async function connect({ api, token }: LaunchedHost): Promise<WebSocket> {
  const address = `${api.replace('http', 'ws')}/v2/operations`;
  const socket = new WebSocket(address, 'cmd.operations.v1', { headers: { authorization: `Bearer ${token}` } });
  await once(socket, 'message');
  return socket;
}

/** Calls one after the other over one socket, ms each. */
async function measureCalls(host: LaunchedHost): Promise<number[]> {
  const socket = await connect(host);
  const samples: number[] = [];
  for (let id = 0; id < calls; id += 1) {
    const startedMs = performance.now();
    socket.send(JSON.stringify({ id, name: 'queue.status', input: {} }));
    await once(socket, 'message');
    samples.push(performance.now() - startedMs);
  }
  socket.terminate();
  return samples;
}

/** How long it takes until a hundred clients have heard of a change that one of them makes, ms for each of them. */
async function measureEvents(host: LaunchedHost): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: listeners }, () => connect(host)));
  const [first] = sockets;
  if (first === undefined) throw new Error('Nobody listens.');
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    const heard = sockets.map(async (socket) => {
      await hears(socket);
      samples.push(performance.now() - startedMs);
    });
    first.send(JSON.stringify({ id: round, name: round % 2 === 0 ? 'queue.pause' : 'queue.resume' }));
    await Promise.all(heard);
  }
  for (const socket of sockets) socket.terminate();
  return samples;
}

/** Resolves with the next event of the queue. */
async function hears(socket: WebSocket): Promise<void> {
  for (;;) {
    const [data] = (await once(socket, 'message')) as [Buffer];
    if (data.includes('cmd-queue-changed')) return;
  }
}

/** `cmdesk serve` on plain Node: its start, its memory, and its door of operations. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-serve', pythonTool: 'uv' });
  const [ready, memory]: [number[], number[]] = [[], []];
  try {
    for (let start = 0; start < starts; start += 1) {
      const startedMs = performance.now();
      const host = await launchHost({ world });
      ready.push(performance.now() - startedMs);
      if (process.platform === 'linux') memory.push(await memoryOf(host.pid));
      await host.close();
    }
    const host = await launchHost({ world });
    const [calling, telling] = [await measureCalls(host), await measureEvents(host)];
    await host.close();
    return [
      toRow({ name: 'serve: from the command to ready', unit: 'ms', judged: 'p50', limit: 500 }, ready),
      toRow({ name: 'serve: memory when ready', unit: 'MB', judged: 'p95', limit: 120 }, memory),
      toRow({ name: 'door: a call over the socket', unit: 'ms', judged: 'p95', limit: 5 }, calling),
      toRow({ name: 'door: an event to 100 clients', unit: 'ms', judged: 'p95', limit: 20 }, telling),
    ];
  } finally {
    await world.stop();
  }
}
