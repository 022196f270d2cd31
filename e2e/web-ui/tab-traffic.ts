import { expect } from 'playwright/test';
import type { Page, Request } from 'playwright';

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
  /** Bodies of `queue/task`. */
  tasks: { kind: string; params: Record<string, unknown>; ui_id: string; client_id: string }[];
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
  const asked = traffic.tasks.slice(before).map(({ ui_id }) => ui_id);
  const ends = () => asked.flatMap((uiId) => findEnd(traffic, uiId));
  await expect.poll(() => ends().length).toBe(count);
  return ends();
}

function findEnd({ messages }: TabTraffic, uiId: string): TaskEnd[] {
  const end = messages.find(({ type, data }) => type === 'cm-task-completed' && data['ui_id'] === uiId);
  if (!end) return [];
  const { kind, result, status } = end.data as { kind: string; result: string; status: { status_str: string } };
  return [{ kind, ui_id: uiId, result, status: status.status_str }];
}

/** Listens to a tab from its opening on. */
export function watchTraffic(page: Page): TabTraffic {
  const traffic: TabTraffic = { sids: [], messages: [], managerCalls: [], tasks: [] };
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
  return traffic;
}

function note(traffic: TabTraffic, request: Request): void {
  const { pathname } = new URL(request.url());
  if (!pathname.startsWith('/api/v2/') || pathname.startsWith('/api/v2/userdata')) return;
  traffic.managerCalls.push(`${request.method()} ${pathname}`);
  if (pathname.endsWith('/queue/task')) traffic.tasks.push(request.postDataJSON() as TabTraffic['tasks'][number]);
}
