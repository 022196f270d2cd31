import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { askBranchOverHttp } from './refs-over-http';

const commit = 'c'.repeat(40);
const other = 'd'.repeat(40);
const flush = '0000';
const line = (content: string) => (Buffer.byteLength(content) + 4).toString(16).padStart(4, '0') + content;

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(handler: RequestListener): Promise<string> {
  const started = createServer(handler);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/owner/pack`;
}

const answering = (body: string, status = 200) =>
  serve((_request, response) => void response.writeHead(status).end(body));
const ask = (url: string) => askBranchOverHttp(url, 'main', { timeoutMs: 5000 });

describe('asking for a branch over HTTP', () => {
  it('sends one request of protocol version 2 and takes exactly the branch it asked for', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      void text(request).then((body) => {
        seen.push(`${request.method ?? ''} ${request.url ?? ''} ${String(request.headers['git-protocol'])}`, body);
        const lines = [line(`${other} refs/heads/main-2\n`), line(`${commit} refs/heads/main\n`), flush];
        response.end(lines.join(''));
      });
    });
    expect(await ask(`${url}/`)).toBe(commit);
    expect(seen).toEqual([
      'POST /owner/pack/git-upload-pack version=2',
      ['0014command=ls-refs\n', '0001', line('ref-prefix refs/heads/main\n'), flush].join(''),
    ]);
  });

  it('knows a missing branch from an answer that is none', async () => {
    expect(await ask(await answering(flush))).toBeNull();
  });

  it.each([
    ['a web page', '<html>Please log in</html>'],
    ['nothing', ''],
    ['an end that is missing', line(`${commit} refs/heads/main\n`)],
    ['a line that is cut', line(`${commit} refs/heads/main\n`).slice(0, -9)],
    ['a length that is none', `zzzz${commit} refs/heads/main\n${flush}`],
    ['a length that is too small', `0003${flush}`],
    ['an error in words', line('ERR access denied\n') + flush],
    ['protocol version 0', line('# service=git-upload-pack\n') + flush],
  ])('refuses %s', async (_what, body) => {
    await expect(ask(await answering(body))).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('did not answer as a git server'),
    });
  });

  it.each([401, 404, 500])('hands on status %i, so that git can be asked', async (status) => {
    await expect(ask(await answering('no', status))).rejects.toMatchObject({ details: { status } });
  });
});
