import { createHash } from 'node:crypto';
import { msg } from '../../contract/text/message';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import { downloadFile } from './download';
import type { JobContext, JobStep } from '../async/job';

const zip = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(200_000, 7)]);
/** What a download of these bytes answers. */
const arrived = (content: string | Buffer) => ({
  bytes: Buffer.byteLength(content),
  sha256: createHash('sha256').update(content).digest('hex'),
});
const stops: (() => void)[] = [];
let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd lädt-'));
  file = join(folder, 'pack.zip');
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await rm(folder, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/pack`;
}

function createJob(signal = new AbortController().signal): JobContext & { steps: JobStep[] } {
  const steps: JobStep[] = [];
  return { signal, steps, report: (step) => void steps.push(step), log: () => undefined, warn: () => undefined };
}

const attempt = (url: string, rest: Partial<Parameters<typeof downloadFile>[0]> = {}, job = createJob()) =>
  downloadFile({ url, file, stallMs: 20_000, ...rest }, job);

/** So long an answer may say nothing where that is what is tried; elsewhere a busy machine is slower than that. */
const shortStall = { stallMs: 400 };

describe('downloadFile', () => {
  it('writes the very bytes and reports them', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-length': zip.length }).end(zip));
    const job = createJob();
    expect(await attempt(url, {}, job)).toEqual(arrived(zip));
    expect((await readFile(file)).equals(zip)).toBe(true);
    expect(job.steps.at(-1)).toEqual({ phase: msg`Downloading`, bytesDone: zip.length, bytesTotal: zip.length });
  });

  it('follows a redirect to another host', async () => {
    const cdn = await serve((_request, response) => response.end(zip));
    const url = await serve((_request, response) => response.writeHead(302, { location: cdn }).end());
    expect(await attempt(url)).toEqual(arrived(zip));
  });

  const failures: [string, RequestListener, { code: string; message: RegExp }][] = [
    ['stalls before the first byte', () => undefined, { code: 'download-stalled', message: /sent nothing for 0\.4 s/ }],
    [
      'stalls in the middle',
      (_request, response) =>
        void response.writeHead(200, { 'content-length': zip.length }).write(zip.subarray(0, 5000)),
      { code: 'download-stalled', message: /sent nothing/ },
    ],
    [
      'is cut',
      (_request, response) => {
        response.writeHead(200, { 'content-length': zip.length }).write(zip.subarray(0, 5000));
        setTimeout(() => response.destroy(), 50);
      },
      { code: 'download-failed', message: /broke off/ },
    ],
    [
      'is cut without an announced length',
      (_request, response) => {
        response.writeHead(200).write(zip.subarray(0, 5000));
        setTimeout(() => response.destroy(), 50);
      },
      { code: 'download-failed', message: /broke off/ },
    ],
    [
      'is shorter than announced',
      (request) => {
        request.socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 9000\r\nConnection: close\r\n\r\nPK\u0003\u0004abc`);
      },
      { code: 'download-failed', message: /broke off/ },
    ],
    [
      'is a web page',
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Log in'),
      { code: 'download-failed', message: /sent a web page where a zip archive was expected/ },
    ],
    [
      'is a JSON message',
      (_request, response) => void response.end('{"message":"quota"}'),
      { code: 'download-failed', message: /a JSON message/ },
    ],
    ['is empty', (_request, response) => void response.end(), { code: 'download-failed', message: /an empty answer/ }],
    [
      'is missing',
      (_request, response) => void response.writeHead(404).end('x'),
      { code: 'download-failed', message: /404/ },
    ],
    [
      'is broken',
      (_request, response) => void response.writeHead(500).end('x'),
      { code: 'download-failed', message: /500/ },
    ],
  ];

  it.each(failures)(
    'fails in words and leaves nothing when the answer %s',
    async (_what, listener, { code, message }) => {
      const url = await serve(listener);
      const startedMs = performance.now();
      const rest = code === 'download-stalled' ? shortStall : {};
      await expect(attempt(url, rest)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
        remedy: expect.any(String),
      });
      expect(performance.now() - startedMs).toBeLessThan(3000);
      expect(existsSync(file)).toBe(false);
    },
  );

  it('goes on while bytes trickle in, however long it takes', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 5 }).write('P');
      const rest = ['K', '\u0003', '\u0004', '!'];
      const timer = setInterval(() => {
        const next = rest.shift();
        if (next === undefined) clearInterval(timer);
        else response.write(next);
      }, 200);
    });
    expect(await attempt(url, shortStall)).toEqual(arrived('PK\u0003\u0004!'));
  });

  it('refuses more than is allowed, announced or not', async () => {
    const announced = await serve((_request, response) =>
      response.writeHead(200, { 'content-length': zip.length }).end(zip),
    );
    const silent = await serve((_request, response) => void response.write(zip, () => response.end(zip)));
    for (const url of [announced, silent]) {
      await expect(attempt(url, { maxBytes: 1000 })).rejects.toMatchObject({
        message: expect.stringContaining('larger than'),
      });
      expect(existsSync(file)).toBe(false);
    }
  });

  it('is cancelled at once', async () => {
    const url = await serve((_request, response) => void response.writeHead(200).write(zip));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    await expect(attempt(url, { stallMs: 60_000 }, createJob(controller.signal))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(existsSync(file)).toBe(false);
    await expect(attempt(url, {}, createJob(controller.signal))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says that the disk is full', onlyWhere(existsSync('/dev/full'), 'only Linux has /dev/full'), async () => {
    await symlink('/dev/full', file);
    const url = await serve((_request, response) => response.end(zip));
    await expect(attempt(url)).rejects.toMatchObject({ code: 'disk-full' });
    expect(existsSync(file)).toBe(false);
  });

  it('takes anything where no archive is expected', async () => {
    const url = await serve((_request, response) => response.end('<p>'));
    file = join(folder, 'page');
    expect(await attempt(url)).toEqual(arrived('<p>'));
    await expect(attempt(url, { expect: 'zip' })).rejects.toMatchObject({ code: 'download-failed' });
  });
});
