import { request } from 'node:http';
import { QueueTask } from '../../contract/tasks/tasks';

/** A task with everything but a usable id: it is read as a whole and then refused, so nothing can come of it. */
const refusedTask = {
  ui_id: '',
  client_id: 'warm-up',
  kind: 'install',
  params: { id: 'none', version: '0.0.0', selected_version: '0.0.0', mode: 'local', channel: 'default' },
};
const patienceMs = 1000;

/**
 * Walks one request through the whole door before anybody else comes: what is compiled at first use (parsers, routes,
 * schemas) costs some 15 ms, which the first task of a user should not pay. Never throws; without it only the first answer is slower.
 */
export async function warmUp(port: number): Promise<void> {
  // Schemas separately: while no installation is open the request is answered before its body is judged.
  QueueTask.safeParse(refusedTask);
  await new Promise<void>((resolve) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/v2/manager/queue/task',
        agent: false,
        timeout: patienceMs,
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        response.resume();
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => undefined);
    call.on('close', resolve);
    call.end(JSON.stringify(refusedTask));
  });
}
