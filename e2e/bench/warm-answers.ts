import { createClient, expectStatus, type Client } from './client';
import type { OpenedApp } from './apps/open-app';
import { measureQueueAnswers } from './queue-answers';
import { toRow, type Claim, type Row } from './row';

const samplesPerRow = 200;
const warmUps = 10;
/** After an answer of megabytes the client has to tidy up; that is not the app's time. */
const tidyMs = 10;

const mappings = '/v2/customnode/getmappings?mode=cache';
const current = '/v2/snapshot/get_current';
const status = '/v2/manager/queue/status';

function claim(name: string, limit: number): Claim {
  return { name, unit: 'ms', judged: 'p95', limit };
}

/** One call after another, as a program in a hurry asks; `betweenMs` is waited before each. */
async function sample(call: () => Promise<number>, betweenMs = 0): Promise<number[]> {
  for (let count = 0; count < warmUps; count += 1) await call();
  const samples: number[] = [];
  for (let count = 0; count < samplesPerRow; count += 1) {
    if (betweenMs > 0) await new Promise((done) => setTimeout(done, betweenMs));
    samples.push(await call());
  }
  return samples;
}

function timed(client: Client, path: string): () => Promise<number> {
  return async () => expectStatus(await client.get(path), 200, path).tookMs;
}

/** The map costs the client more than the server; with its ETag nothing is sent at all. */
async function measureMappings(client: Client): Promise<Row[]> {
  const { etag } = expectStatus(await client.get(mappings), 200, mappings);
  if (etag === undefined) throw new Error('getmappings has no ETag.');
  const known = async () =>
    expectStatus(await client.get(mappings, { 'if-none-match': etag }), 304, `${mappings} with its ETag`).tookMs;
  return [
    toRow(claim('getmappings, real catalogue', 8), await sample(timed(client, mappings), tidyMs)),
    toRow(claim('getmappings with its ETag, real catalogue', 2), await sample(known)),
  ];
}

/** The status while another client wants the current state, again and again. */
async function measureBusyStatus(app: OpenedApp): Promise<Row> {
  const other = createClient(app.api);
  const end = new AbortController();
  const loop = (async () => {
    let asked = 0;
    for (; !end.signal.aborted; asked += 1) expectStatus(await other.get(current), 200, current);
    return asked;
  })();
  // Spread over two seconds: the other client's calls are met at every stage.
  const samples = await sample(timed(app.client, status), 10);
  end.abort();
  const requests = await loop;
  other.close();
  if (requests < 20) throw new Error(`The other client got only ${requests} answers: nothing was busy.`);
  return toRow(claim('queue/status while another client asks for get_current in a loop', 5), samples);
}

/** Answers of an app that is warm. The map is measured only where the real catalogue is. */
export async function measureWarmAnswers(app: OpenedApp, hasCatalogue: boolean): Promise<Row[]> {
  const { client } = app;
  const versions = '/v2/comfyui_manager/comfyui_versions';
  const installed = '/v2/customnode/installed';
  const measure = async (name: string, limit: number, path: string) =>
    toRow(claim(name, limit), await sample(timed(client, path)));
  return [
    await measure('installed', 3, installed),
    ...(hasCatalogue ? await measureMappings(client) : []),
    await measure('snapshot/get_current', 15, current),
    await measure('queue/status', 1, status),
    await measureBusyStatus(app),
    await measure('comfyui_versions', 10, versions),
    ...(await measureQueueAnswers(client)),
  ];
}
