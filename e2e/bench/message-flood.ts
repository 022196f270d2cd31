import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { toRow, type Row } from './row';

const perSecond = 1000;
const seconds = 10;
const patienceMs = 15_000;

/** A pack that sends messages to every socket, a thousand a second, when a file tells it to. */
export const floodPack = {
  'bench_flood/__init__.py': `
import os
import threading
import time

import sockets

GO = os.path.join(os.path.dirname(__file__), "go")

def flood():
    while not os.path.exists(GO):
        time.sleep(0.05)
    start = time.monotonic()
    for number in range(${perSecond * seconds}):
        pause = start + number / ${perSecond} - time.monotonic()
        if pause > 0.002:
            time.sleep(pause)
        sockets.send("bench", {"number": number, "at": time.time() * 1000})

threading.Thread(target=flood, daemon=True).start()
NODE_CLASS_MAPPINGS = {}
`,
};

interface BenchMessage {
  number: number;
  at: number;
}

/** Listens through the gateway while ComfyUI sends 10,000 messages in ten seconds: how many were lost, and how late they came. */
export async function measureFlood(api: string, customNodesDir: string): Promise<Row[]> {
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws?clientId=bench`, { origin: api });
  const delays: number[] = [];
  let disorder = 0;
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
      const frame = JSON.parse(text) as { type: string; data: BenchMessage };
      if (frame.type !== 'bench') return;
      if (frame.data.number !== delays.length) disorder += 1;
      delays.push(Date.now() - frame.data.at);
      if (delays.length === perSecond * seconds) resolve();
    });
  });
  await new Promise((open, fail) => socket.once('open', open).once('error', fail));
  await writeFile(join(customNodesDir, 'bench_flood', 'go'), '');
  await Promise.race([done, new Promise((late) => setTimeout(late, seconds * 1000 + patienceMs))]);
  socket.close();
  const lost = perSecond * seconds - delays.length + disorder;
  return [
    toRow({ name: 'lost of 1,000 messages a second for 10 s', unit: 'messages', judged: 'p95', limit: 0 }, [lost]),
    toRow({ name: 'delay of those messages', unit: 'ms', judged: 'p95', limit: 50 }, delays),
  ];
}
