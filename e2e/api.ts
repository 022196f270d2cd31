import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'playwright/test';
import type { World } from './world/world';

/** What a script sees of a finished task. */
export interface FinishedTask {
  ui_id: string;
  kind: string;
  result: string;
  status: { status_str: string; messages: string[] };
  batch_id: string;
  params: Record<string, unknown>;
  outcome: {
    status: string;
    message?: string;
    warnings?: string[];
    error?: { code: string; message: string; remedy?: string };
    /** Of tasks that do many things. */
    items?: { name: string; action: string; status: string; message: string }[];
  };
}

export type TaskBody = { kind: string; params: Record<string, unknown>; ui_id?: string; client_id?: string };

/** Parameters of an install as ComfyUI's web UI sends them. */
export function installParams(
  id: string,
  version = 'latest',
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  return { id, version, selected_version: version, mode: 'cache', channel: 'default', ...extra };
}

export async function getJson<T>(address: string): Promise<T> {
  const answer = await fetch(address);
  expect(answer.ok, `${address} answered ${answer.status}`).toBe(true);
  return (await answer.json()) as T;
}

/** Adds a task without starting it; gives its id. */
export async function addTask(api: string, task: TaskBody): Promise<string> {
  const uiId = task.ui_id ?? randomUUID();
  const answer = await fetch(`${api}/v2/manager/queue/task`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'spec', ...task, ui_id: uiId }),
  });
  expect(answer.status, await answer.text()).toBe(200);
  return uiId;
}

export async function startQueue(api: string): Promise<void> {
  const answer = await fetch(`${api}/v2/manager/queue/start`, { method: 'POST' });
  expect([200, 201]).toContain(answer.status);
}

type History = Record<string, FinishedTask>;

/** Waits until a task is in the history and gives it. */
export async function waitForTask(api: string, uiId: string, timeoutMs = 120_000): Promise<FinishedTask> {
  const address = `${api}/v2/manager/queue/history?ui_id=${encodeURIComponent(uiId)}`;
  let item: FinishedTask | undefined;
  const isThere = async () => {
    item = (await getJson<{ history: History }>(address)).history[uiId];
    return item !== undefined;
  };
  await expect.poll(isThere, { message: `the task ${uiId} has ended`, timeout: timeoutMs, intervals: [25] }).toBe(true);
  if (!item) throw new Error(`The task ${uiId} has left the history again.`);
  return item;
}

/** Waits until that many tasks of one client are in the history, e.g. of `desktop-window`, and gives them. */
export async function waitForTasksOf(api: string, clientId: string, count: number): Promise<FinishedTask[]> {
  const address = `${api}/v2/manager/queue/history?client_id=${encodeURIComponent(clientId)}`;
  const read = async () => Object.values((await getJson<{ history: History }>(address)).history);
  await expect
    .poll(async () => (await read()).length, { message: `${count} tasks of ${clientId} have ended` })
    .toBe(count);
  return read();
}

/** The ended tasks of a kind, whoever ordered them. */
export async function tasksOfKind(api: string, kind: string): Promise<FinishedTask[]> {
  const { history } = await getJson<{ history: History }>(`${api}/v2/manager/queue/history`);
  return Object.values(history).filter((item) => item.kind === kind);
}

/** Waits until so many tasks of a kind are in the history, whoever ordered them, and gives them. */
export async function waitForKind(api: string, kind: string, count: number): Promise<FinishedTask[]> {
  const read = () => tasksOfKind(api, kind);
  await expect.poll(async () => (await read()).length, { message: `${count} × ${kind} has ended` }).toBe(count);
  return read();
}

/** Waits until the queue has nothing more to do: the record of a batch is written after its last task has ended. */
export async function waitUntilIdle(api: string): Promise<void> {
  const isAtWork = async () =>
    (await getJson<{ is_processing: boolean }>(`${api}/v2/manager/queue/status`)).is_processing;
  await expect.poll(isAtWork, { message: 'the queue is idle', intervals: [25] }).toBe(false);
}

/** Adds a task, starts the queue and waits for the end, as a script does. */
export async function runTask(api: string, task: TaskBody): Promise<FinishedTask> {
  const uiId = await addTask(api, task);
  await startQueue(api);
  return waitForTask(api, uiId);
}

/** What an address answered; a JSON body is parsed. */
export interface Answered {
  status: number;
  text: string;
  body: Record<string, unknown>;
}

function parseBody(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Any request, refused or not. A body is sent as JSON by POST; text goes as it is. */
export async function ask(address: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const options =
    body === undefined
      ? { headers }
      : { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text };
  const answer = await fetch(address, options);
  const answered = await answer.text();
  return { status: answer.status, text: answered, body: parseBody(answered) };
}

/** Replaces config.ini, as a person with an editor does. */
export async function writeConfig(world: World, lines: readonly string[]): Promise<void> {
  const file = join(world.comfyui.userDir, '__manager', 'config.ini');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, ['[default]', ...lines, ''].join('\n'));
}

export type InstalledMap = Record<
  string,
  { ver: string; cnr_id: string | null; aux_id: string | null; enabled: boolean }
>;

export function readInstalled(api: string): Promise<InstalledMap> {
  return getJson<InstalledMap>(`${api}/v2/customnode/installed`);
}
