import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { expectStatus } from './client';
import type { OpenedApp } from './apps/open-app';

/** A task as `queue/task` takes it, without its ids. */
export interface BenchTask {
  kind: string;
  params: Record<string, unknown>;
}

/** Runs tasks one after another, each as a batch of its own, and hears of their ends over the event socket as a web UI does. */
export interface TaskRunner {
  /** Milliseconds from sending the task until all is said to be done. Throws when it did not succeed. */
  run(task: BenchTask): Promise<number>;
  close(): void;
}

const taskPath = '/v2/manager/queue/task';
const startPath = '/v2/manager/queue/start';
/** Enough of a message to see what it is; its state need not be taken to pieces to measure the app. */
const headLength = 400;

/** Opens the event socket of an app. */
export async function openTaskRunner({ api, client }: OpenedApp): Promise<TaskRunner> {
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws?clientId=bench`);
  await new Promise((done) => socket.once('open', done));
  let receive: (head: string) => void = () => undefined;
  socket.on('message', (message: Buffer) => {
    receive(message.toString('latin1', 0, headLength));
  });
  return {
    async run({ kind, params }) {
      const uiId = randomUUID();
      let result = '';
      const over = new Promise<void>((done) => {
        receive = (head) => {
          if (head.includes('"cm-task-completed"') && head.includes(uiId)) result = head;
          if (result !== '' && head.includes('"all-done"')) done();
        };
      });
      const startedMs = performance.now();
      const task = { ui_id: uiId, client_id: 'bench', kind, params };
      expectStatus(await client.post(taskPath, task), 200, taskPath);
      expectStatus(await client.post(startPath), 200, startPath);
      await over;
      const tookMs = performance.now() - startedMs;
      if (!result.includes('"status_str":"success"')) throw new Error(`A task failed: ${result}`);
      return tookMs;
    },
    close: () => {
      socket.close();
    },
  };
}
