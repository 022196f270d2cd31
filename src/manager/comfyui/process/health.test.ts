import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { watchHealth } from './health';
import { waitFor } from '../testing/comfy-place';
import { saying } from '../../../base/testing/saying';
import type { Message } from '../../../contract/text/message';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A ComfyUI that answers or keeps silent, as it is told. */
async function serve() {
  const mood = { answers: true, asked: 0 };
  server = createServer((_request, response) => {
    mood.asked += 1;
    if (mood.answers) response.setHeader('content-type', 'application/json').end('{"system":{"argv":["main.py"]}}');
    else response.writeHead(503).end();
  });
  const { port } = await new Promise<{ port: number }>((done) => {
    const listening = server?.listen(0, '127.0.0.1', () => done(listening?.address() as { port: number }));
  });
  return { mood, baseUrl: `http://127.0.0.1:${port}` };
}

describe('the health of a running ComfyUI', () => {
  it('is told after three questions without an answer, and taken back with the next answer', async () => {
    const { mood, baseUrl } = await serve();
    const notices: (Message | null)[] = [];
    const over = new AbortController();
    const onChange = (notice: Message | null) => void notices.push(notice);
    const address = { baseUrl, port: 0, hasOwnTls: false };
    const watching = watchHealth({ address, signal: over.signal, onChange, everyMs: 20 });
    await waitFor(() => mood.asked > 4);
    expect(notices).toEqual([]);
    const requestsBefore = mood.asked;
    mood.answers = false;
    await waitFor(() => notices.length > 0);
    expect(mood.asked - requestsBefore).toBeGreaterThanOrEqual(3);
    expect(notices[0]).toEqual(
      saying(/^ComfyUI has not answered for \d+ s; a long step of a workflow can cause that\.$/),
    );
    await waitFor(() => notices.length > 2);
    mood.answers = true;
    await waitFor(() => notices.at(-1) === null);
    expect(notices.filter((notice) => notice === null).length).toBe(1);
    over.abort();
    await watching;
    // A question that was on its way may still arrive; another one is not asked.
    const pause = () => new Promise((done) => setTimeout(done, 80));
    await pause();
    const asked = mood.asked;
    await pause();
    expect(mood.asked).toBe(asked);
  });
});
