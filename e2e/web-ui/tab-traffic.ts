import { expect } from 'playwright/test';
import type { Page, Request } from 'playwright';
import { registryHost } from './outside-hosts';

/** One message on the tab's WebSocket. */
export interface SocketMessage {
  type: string;
  data: Record<string, unknown>;
}

/** What a tab and the server said to each other about the manager. */
export interface TabTraffic {
  /** Session ids, one for each time the socket was opened. */
  sids: string[];
  messages: SocketMessage[];
  /** `POST /api/v2/manager/queue/task` and the like, in the order they left. */
  managerCalls: string[];
  /** How they ended, in the order they did: with a status, or why there is none. */
  callEnds: string[];
  /** What the tab asked the public registry, and how that ended. */
  lookUps: string[];
  /** Bodies of `queue/task`. */
  tasks: { kind: string; params: Record<string, unknown>; ui_id: string; client_id: string }[];
  /** The state of the queue, as anybody can read it. */
  readQueue(): Promise<string>;
}

/** How a task of this tab ended, as the tab was told. */
export interface TaskEnd {
  kind: string;
  ui_id: string;
  result: string;
  status: string;
}

/** Does something that makes tasks, and waits until so many have been asked for and have ended. */
export async function tasksOf(traffic: TabTraffic, count: number, action: () => Promise<void>): Promise<TaskEnd[]> {
  const before = traffic.tasks.length;
  await action();
  await expect.poll(() => traffic.tasks.length - before).toBe(count);
  const requested = traffic.tasks.slice(before).map(({ ui_id }) => ui_id);
  const ends = () => requested.flatMap((uiId) => findEnd(traffic, uiId));
  await expect
    .poll(() => ends().length)
    .toBe(count)
    .catch(async (error: unknown) => {
      throw new Error(`The tab was not told of the end of ${requested.join(', ')}.\n${await describe(traffic)}`, {
        cause: error,
      });
    });
  return ends();
}

/** What tells a task that hangs from a message that was lost. */
async function describe(traffic: TabTraffic): Promise<string> {
  const { sids, messages, managerCalls, callEnds, tasks } = traffic;
  const received = messages.slice(-12).map(({ type, data }) => `${type} ${JSON.stringify(data['ui_id'])}`);
  const clients = tasks.slice(-3).map(({ client_id }) => client_id);
  return [
    `Sockets: ${sids.join(', ')}; clients of the last tasks: ${clients.join(', ')}`,
    `Last messages: ${received.join(', ')}`,
    `Last calls: ${managerCalls.slice(-8).join(', ')}; how calls ended: ${callEnds.slice(-8).join(', ')}`,
    `Queue: ${await traffic.readQueue().catch(String)}`,
  ].join('\n');
}

function findEnd({ messages }: TabTraffic, uiId: string): TaskEnd[] {
  const end = messages.find(({ type, data }) => type === 'cm-task-completed' && data['ui_id'] === uiId);
  if (!end) return [];
  const { kind, result, status } = end.data as { kind: string; result: string; status: { status_str: string } };
  return [{ kind, ui_id: uiId, result, status: status.status_str }];
}

/** Listens to a tab from its opening on. */
export function watchTraffic(page: Page): TabTraffic {
  const readQueue = async () => (await fetch(new URL('/v2/manager/queue/status', page.url()))).text();
  const traffic: TabTraffic = {
    sids: [],
    messages: [],
    managerCalls: [],
    callEnds: [],
    lookUps: [],
    tasks: [],
    readQueue,
  };
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') return;
      const message = JSON.parse(payload) as SocketMessage;
      traffic.messages.push(message);
      const sid = message.type === 'status' ? message.data['sid'] : undefined;
      if (typeof sid === 'string') traffic.sids.push(sid);
    });
  });
  page.on('request', (request) => {
    note(traffic, request);
  });
  const noteEnd = (request: Request, end: string) => {
    if (isManagerCall(request)) traffic.callEnds.push(`${nameOf(request)} ${end}`);
    if (new URL(request.url()).hostname === registryHost) traffic.lookUps.push(`${nameOf(request)} ${end}`);
  };
  page.on('requestfailed', (request) => {
    noteEnd(request, request.failure()?.errorText ?? 'failed');
  });
  page.on('response', (response) => {
    noteEnd(response.request(), String(response.status()));
  });
  return traffic;
}

const pathOf = (request: Request) => new URL(request.url()).pathname;
const nameOf = (request: Request) => `${request.method()} ${pathOf(request)}`;
const isManagerCall = (request: Request) =>
  pathOf(request).startsWith('/api/v2/') && !pathOf(request).startsWith('/api/v2/userdata');

function note(traffic: TabTraffic, request: Request): void {
  if (!isManagerCall(request)) return;
  traffic.managerCalls.push(nameOf(request));
  if (pathOf(request).endsWith('/queue/task'))
    traffic.tasks.push(request.postDataJSON() as TabTraffic['tasks'][number]);
}
