import { createEmitter } from '../../../base/async/emitter';
import type { ApiServerOptions } from '../../server';
import { openDoor, type Door } from '../../testing/door';
import { connectEvents, type EventClient } from '../../testing/event-client';
import type { HttpReply } from '../../testing/http-client';
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
    remote: () => null,
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

/** A served core with a gateway, and callers for it. */
export interface GatewayDoor extends Door {
  upstream: ManualUpstream;
  origin: string;
  /** As the web UI asks: below `/api`, from a page of this server. */
  askAsPage(method: string, path: string, body?: unknown): Promise<HttpReply>;
  /** A page's event socket. */
  openTab(path?: string): Promise<EventClient>;
}

export async function openGatewayDoor(
  overrides: Partial<Pick<ApiServerOptions, 'allowedHosts' | 'requestTimeoutMs'>> = {},
): Promise<GatewayDoor> {
  const upstream = createManualUpstream();
  const door = await openDoor({ upstream, ...overrides });
  const { port } = door.server;
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...{ ...door, upstream, origin },
    askAsPage: (method, path, body) =>
      door.ask(method, `/api${path}`, {
        headers: { origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        body: JSON.stringify(body ?? null),
      }),
    openTab: (path = '/ws') => connectEvents(port, { path, origin }),
  };
}
