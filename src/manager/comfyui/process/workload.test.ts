import { afterEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freeMemory, nameDevice, readWorkload } from './workload';

const gib = 2 ** 30;
const stats = {
  system: { os: 'posix', ram_total: 32 * gib, ram_free: 20 * gib },
  devices: [{ name: 'cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync', vram_total: 24 * gib, vram_free: 6 * gib }],
};

let server: Server | undefined;
afterEach(() => new Promise((done) => (server ? server.close(done) : done(undefined))));

/** A ComfyUI that answers by path; what is sent to it is kept. */
async function serve(answers: Record<string, unknown>): Promise<{ baseUrl: string; sent: string[] }> {
  const sent: string[] = [];
  server = createServer((request, response) => {
    const { url = '' } = request;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      sent.push(`${request.method} ${url} ${Buffer.concat(parts).toString()}`.trim());
      const answer = answers[url];
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? null));
    });
  });
  const listening = server;
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return { baseUrl: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, sent };
}

describe('readWorkload', () => {
  it('reads memory and prompts', async () => {
    const { baseUrl } = await serve({ '/system_stats': stats, '/prompt': { exec_info: { queue_remaining: 3 } } });
    expect(await readWorkload(baseUrl)).toEqual({
      devices: [{ name: 'NVIDIA GeForce RTX 4090', total: 24 * gib, free: 6 * gib }],
      system: { total: 32 * gib, free: 20 * gib },
      prompts: 3,
    });
  });

  it('says what is not told', async () => {
    const { baseUrl } = await serve({ '/system_stats': { system: {} } });
    expect(await readWorkload(baseUrl)).toEqual({ devices: [], system: null, prompts: null });
  });

  it('throws where nobody answers, or something else does', async () => {
    const { baseUrl } = await serve({ '/system_stats': [] });
    await expect(readWorkload(baseUrl)).rejects.toMatchObject({ code: 'comfyui-unreachable' });
    await expect(readWorkload('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'comfyui-unreachable' });
  });
});

describe('freeMemory', () => {
  it('asks for both, as the web UI does', async () => {
    const { baseUrl, sent } = await serve({ '/free': {} });
    await freeMemory(baseUrl);
    expect(sent).toEqual(['POST /free {"unload_models":true,"free_memory":true}']);
  });

  it('throws where it is refused', async () => {
    const { baseUrl } = await serve({});
    await expect(freeMemory(baseUrl)).rejects.toMatchObject({ code: 'comfyui-unreachable' });
  });
});

describe('nameDevice', () => {
  it.each([
    ['cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync', 'NVIDIA GeForce RTX 4090'],
    ['cuda:1 AMD Radeon RX 7900 XTX : native', 'AMD Radeon RX 7900 XTX'],
    ['cpu', 'cpu'],
    ['mps', 'mps'],
    ['xpu:0 Intel(R) Arc(TM) A770', 'Intel(R) Arc(TM) A770'],
    ['x86_64', 'x86_64'],
  ])('%s is %s', (name, shown) => {
    expect(nameDevice(name)).toBe(shown);
  });
});
