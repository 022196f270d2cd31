import { randomUUID } from 'node:crypto';
import { expectStatus, type Client } from './client';
import { toRow, type Row } from './row';

const batches = 40;
const tasksPerBatch = 5;
const status = '/v2/manager/queue/status';

/** An update of a pack that is not there: it costs its worker nothing, and all that is left to see is what a batch costs. */
async function addTask(client: Client): Promise<number> {
  const task = { ui_id: randomUUID(), client_id: 'bench', kind: 'update', params: { node_name: 'not-here' } };
  return expectStatus(await client.post('/v2/manager/queue/task', task), 200, 'queue/task').tookMs;
}

async function untilIdle(client: Client): Promise<void> {
  for (;;) {
    const { text } = expectStatus(await client.read(status), 200, status);
    if (!(JSON.parse(text) as { is_processing: boolean }).is_processing) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}

/**
 * Milliseconds from sending a task to its answer. Each batch is opened by one task on an idle queue; it is started at once, and
 * the others are sent while the app takes down the state of the installation before it.
 */
export async function measureQueueAnswers(client: Client): Promise<Row[]> {
  const first: number[] = [];
  const all: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    first.push(await addTask(client));
    expectStatus(await client.post('/v2/manager/queue/start'), 200, 'queue/start');
    for (let index = 1; index < tasksPerBatch; index += 1) all.push(await addTask(client));
    await untilIdle(client);
  }
  all.push(...first);
  const claim = { unit: 'ms', judged: 'p95', limit: 5 } as const;
  return [
    toRow({ name: 'queue/task, first of a batch included', ...claim }, all),
    toRow({ name: 'queue/task, only the first of each batch', ...claim }, first),
  ];
}
