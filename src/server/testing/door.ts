import { expect, vi } from 'vitest';
import type { Logger } from '../../base/log';
import { endWithFile } from '../../base/testing/with-file';
import type { QueueState } from '../../contract/tasks/tasks';
import { openTestCore, type TestCore } from '../../manager/testing/test-core';
import { createServer, type ApiServer, type ApiServerOptions } from '../server';
import { call, type HttpCall, type HttpReply } from './http-client';

/** A served core and a caller for it. */
export interface Door {
  core: TestCore;
  server: ApiServer;
  /** What the server logged as error or warning. */
  logged: string[];
  /** Calls the server; `body` that is no text or buffer is sent as JSON. */
  ask(method: string, path: string, rest?: Partial<Omit<HttpCall, 'port' | 'path' | 'method'>>): Promise<HttpReply>;
  post(path: string, body: unknown): Promise<HttpReply>;
  /** From here on there is no installation. */
  closeInstallation(): void;
}

const asWindow = { caller: 'person' } as const;

/** One core for all doors of a test file: what ended in it stays in its history, and what waits does not. */
let opened: Promise<TestCore> | null = null;

async function openForFile(): Promise<TestCore> {
  const core = await openTestCore();
  endWithFile(() => {
    opened = null;
    return core.close();
  });
  return core;
}

async function takeCore(): Promise<TestCore> {
  opened ??= openForFile();
  const core = await opened;
  for (const name of ['queue.reset', 'queue.resume'] as const) await core.operations[name]({}, asWindow);
  await vi.waitFor(async () =>
    expect(await core.operations['queue.view']({}, asWindow)).toMatchObject({ isProcessing: false }),
  );
  return core;
}

/** Opens a server in front of the core of this test file. */
export async function openDoor(more: Partial<ApiServerOptions> = {}): Promise<Door> {
  const core = await takeCore();
  const logged: string[] = [];
  const keep = (message: string, data?: Record<string, unknown>): void => {
    logged.push(`${message} ${JSON.stringify(data ?? {})}`);
  };
  const log: Logger = { debug: () => undefined, info: () => undefined, warn: keep, error: keep };
  let isOpen = true;
  const operations = () => (isOpen ? core.operations : null);
  let number = 0;
  const onEvent: ApiServerOptions['onEvent'] = (listen) => core.onEvent((event) => listen(event, (number += 1)));
  const server = await createServer({ operations, onEvent, port: 0, log, ...more });
  const ask: Door['ask'] = (method, path, rest) => call({ port: server.port, method, path, ...rest });
  return {
    core,
    server,
    logged,
    ask,
    post: (path, body) =>
      ask('POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    closeInstallation: () => void (isOpen = false),
  };
}

/** The state in an event of a queue that has nothing to do. */
export const idleState: QueueState = { history: {}, running_queue: [], pending_queue: [], installed_packs: {} };

/** A valid install task, of a pack that nobody offers. */
export function installTask(uiId: string, packId = 'some-pack'): Record<string, unknown> {
  return {
    ui_id: uiId,
    client_id: 'tests',
    kind: 'install',
    params: { id: packId, version: '1.0.0', selected_version: '1.0.0', mode: 'cache', channel: 'default' },
  };
}

/** A task that switches off the pack that a test core begins with. */
export function disableTask(uiId: string): Record<string, unknown> {
  const params = { node_name: 'seed-pack', is_unknown: false };
  return { ui_id: uiId, client_id: 'tests', kind: 'disable', params };
}
