import type { Logger } from '../../base/log';
import type { ManagerOperations } from '../../contract/operations';
import { createServer, type ApiServer } from '../server';
import { call, type HttpCall, type HttpReply } from './http-client';
import { createMemoryCore, type MemoryCore } from './memory-operations';

/** A served in-memory core and a caller for it. */
export interface Door {
  core: MemoryCore;
  server: ApiServer;
  /** What the server logged as error or warning. */
  logged: string[];
  /** Calls the server; `body` that is no text or buffer is sent as JSON. */
  ask(method: string, path: string, rest?: Partial<Omit<HttpCall, 'port' | 'path' | 'method'>>): Promise<HttpReply>;
  post(path: string, body: unknown): Promise<HttpReply>;
  /** From here on there is no installation. */
  closeInstallation(): void;
}

export async function openDoor(): Promise<Door> {
  const core = createMemoryCore();
  const logged: string[] = [];
  const keep = (message: string, data?: Record<string, unknown>): void => {
    logged.push(`${message} ${JSON.stringify(data ?? {})}`);
  };
  const log: Logger = { debug: () => undefined, info: () => undefined, warn: keep, error: keep };
  let operations: ManagerOperations | null = core.operations;
  const server = await createServer({ operations: () => operations, onEvent: (l) => core.onEvent(l), port: 0, log });
  const ask: Door['ask'] = (method, path, rest) => call({ port: server.port, method, path, ...rest });
  return {
    core,
    server,
    logged,
    ask,
    post: (path, body) =>
      ask('POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    closeInstallation: () => (operations = null),
  };
}

/** A valid install task. */
export function installTask(uiId: string, packId = 'some-pack'): Record<string, unknown> {
  return {
    ui_id: uiId,
    client_id: 'tests',
    kind: 'install',
    params: { id: packId, version: '1.0.0', selected_version: '1.0.0', mode: 'cache', channel: 'default' },
  };
}
