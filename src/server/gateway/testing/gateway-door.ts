import { createEmitter } from '../../../base/async/emitter';
import { silentLogger } from '../../../base/log';
import type { AppEvent } from '../../../contract/events';
import type { ManagerOperations } from '../../../contract/operations';
import { createServer, type ApiServer, type ApiServerOptions } from '../../server';
import { connectEvents, type EventClient } from '../../testing/event-client';
import { call, type HttpCall, type HttpReply } from '../../testing/http-client';
import { createMemoryCore, type MemoryCore } from '../../testing/memory-operations';
import type { Upstream, UpstreamStatus } from '../upstream';

/** The state of ComfyUI, moved by hand. */
export interface ManualUpstream extends Upstream {
  move(state: UpstreamStatus['state'], address?: string | null): void;
  /** What its `--enable-cors-header` says. */
  invite(origin: string | null): void;
}

function createManualUpstream(): ManualUpstream {
  const changes = createEmitter<null>();
  let address: string | null = null;
  let invited: string | null = null;
  let status: UpstreamStatus = { state: 'stopped', startedAt: null };
  return {
    address: () => address,
    status: () => status,
    onChange: (listener) => changes.on(listener),
    corsOrigin: () => invited,
    invite(origin) {
      invited = origin;
    },
    move(state, at = null) {
      address = at;
      status = { state, startedAt: state === 'stopped' ? status.startedAt : new Date().toISOString() };
      changes.emit(null);
    },
  };
}

/** A served in-memory core with a gateway, and callers for it. */
export interface GatewayDoor {
  core: MemoryCore;
  /** What the server works with; a test may lay its own over it. */
  operations: { current: ManagerOperations | null };
  upstream: ManualUpstream;
  server: ApiServer;
  origin: string;
  ask(method: string, path: string, rest?: Partial<Omit<HttpCall, 'port' | 'path' | 'method'>>): Promise<HttpReply>;
  /** As the web UI asks: below `/api`, from a page of this server. */
  askAsPage(method: string, path: string, body?: unknown): Promise<HttpReply>;
  /** A page's event socket. */
  openTab(path?: string): Promise<EventClient>;
}

export async function openGatewayDoor(
  overrides: Partial<Pick<ApiServerOptions, 'allowedHosts' | 'requestTimeoutMs'>> = {},
): Promise<GatewayDoor> {
  const core = createMemoryCore();
  const upstream = createManualUpstream();
  const operations: GatewayDoor['operations'] = { current: core.operations };
  const server = await createServer({
    operations: () => operations.current,
    onEvent: (listener: (event: AppEvent) => void) => core.onEvent(listener),
    ...{ upstream, port: 0, log: silentLogger, ...overrides },
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const ask: GatewayDoor['ask'] = (method, path, rest) => call({ port: server.port, method, path, ...rest });
  return {
    ...{ core, operations, upstream, server, origin, ask },
    askAsPage: (method, path, body) =>
      ask(method, `/api${path}`, {
        headers: { origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        body: JSON.stringify(body ?? null),
      }),
    openTab: (path = '/ws') => connectEvents(server.port, { path, origin }),
  };
}
