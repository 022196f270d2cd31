import { readFile } from 'node:fs/promises';
import { expect } from 'playwright/test';
import { ask, getJson } from './api';
import { openPortRange } from './world/port-range';

/** ComfyUI's process as scripts see it. */
export interface ComfyStatus {
  state: string;
  pid: number | null;
  port: number;
  mode: string | null;
  startedAt: string | null;
  exit: { code: number | null; signal: string | null } | null;
  notice: string | null;
  phase: string | null;
  importing: string | null;
  holder: { port: number; pid: number | null; name: string | null } | null;
  crash: {
    lastLines: string[];
    change: { ui_id: string; kind: string; target: string; endedAt: string; snapshot: string | null } | null;
    suspects: string[];
    argument: string | null;
    isChangeSuspected: boolean;
    memory: { hasRunOut: boolean | null; totalBytes: number; freeBytes: number } | null;
  } | null;
  imports: { path: string; seconds: number; hasFailed: boolean }[];
  lastLines: string[];
}

export type RunningComfy = ComfyStatus & { pid: number };

export function readStatus(api: string): Promise<ComfyStatus> {
  return getJson<ComfyStatus>(`${api}/v2/comfyui_manager/status`);
}

export async function waitForState(api: string, state: string): Promise<ComfyStatus> {
  await expect.poll(async () => (await readStatus(api)).state, { intervals: [100] }).toBe(state);
  return readStatus(api);
}

/** Gives the order to start, and waits until ComfyUI serves. */
export async function startComfy(api: string): Promise<RunningComfy> {
  const answer = await ask(`${api}/v2/comfyui_manager/start`, {});
  expect(answer.status, answer.text).toBe(200);
  const status = await waitForState(api, 'running');
  return { ...status, pid: status.pid ?? 0 };
}

export async function stopComfy(api: string): Promise<void> {
  const answer = await ask(`${api}/v2/comfyui_manager/stop`, {});
  expect(answer.status, answer.text).toBe(200);
}

/** Waits until another process serves than before: one that was told to restart runs on for a moment. */
export async function waitForAnother(api: string, before: Pick<ComfyStatus, 'pid'>): Promise<RunningComfy> {
  const isAnother = async () => {
    const { pid, state } = await readStatus(api);
    return state === 'running' && pid !== before.pid;
  };
  await expect.poll(isAnother, { intervals: [100] }).toBe(true);
  const status = await readStatus(api);
  return { ...status, pid: status.pid ?? 0 };
}

/** Asks for a restart, and waits until another process serves. */
export async function rebootComfy(api: string): Promise<RunningComfy> {
  const before = await readStatus(api);
  expect((await ask(`${api}/v2/manager/reboot`, {})).status).toBe(200);
  return waitForAnother(api, before);
}

/** A port that nobody listens on, and that nobody is given before it is wanted. */
export const freePort = openPortRange(
  15_000 + 1_000 * (Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) % 5) + (process.pid % 500),
);

/** A program that has ended and was not yet asked how (a zombie) does not live. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? process.platform !== 'linux' : !/\) Z /.test(stat);
}
