import type { ComfyStatus } from '../../contract/comfyui/comfyui-status';
import type { AppEvent } from '../../contract/events';
import { asSelf, dispatch, type ManagerOperations } from '../../contract/operations';
import type { FarGateway, Upstream } from './upstream';
import { corsOriginOf, readComfyStats } from './comfy-stats';

export interface ComfyUpstreamOptions {
  operations: () => Pick<ManagerOperations, 'comfyui.status'> | null;
  /** The gateway of the core on another machine; null or left out: it is on this one. */
  remote?: () => FarGateway | null;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
}

/**
 * What the gateway may know of ComfyUI, kept from the status of the core that is open. A ComfyUI of somebody else is served as well, once it said
 * that it is one: any other program on its port would get our own origin.
 */
export function createComfyUpstream({ operations, remote = () => null, onEvent }: ComfyUpstreamOptions): Upstream {
  const listeners = new Set<() => void>();
  let status: ComfyStatus | null = null;
  let address: string | null = null;
  let corsOrigin: string | null = null;
  let servedRuns = 0;

  function change(next: ComfyStatus | null, at: string | null): void {
    status = next;
    // The gateway there knows whom its ComfyUI invites.
    if (at !== address) void readInvitation(remote() === null ? at : null);
    address = at;
    for (const listener of listeners) listener();
  }

  function note(next: ComfyStatus | null): void {
    if (next === null) {
      change(null, null);
      return;
    }
    const far = remote();
    const url = far?.address ?? `http://127.0.0.1:${next.port}`;
    const isKnownForeign = next.state === 'foreign' && address === url;
    change(next, next.state === 'running' || isKnownForeign ? url : null);
    if (next.state === 'foreign' && !isKnownForeign && far === null) void serveForeign(url, next);
  }

  /** Until ComfyUI has said which origin it invites, it invites none. */
  async function readInvitation(url: string | null): Promise<void> {
    corsOrigin = null;
    const run = (servedRuns += 1);
    const stats = url === null ? null : await readComfyStats(url);
    if (run === servedRuns) corsOrigin = corsOriginOf(stats?.system.argv ?? []);
  }

  async function serveForeign(url: string, expected: ComfyStatus): Promise<void> {
    const isComfy = (await readComfyStats(url)) !== null;
    if (isComfy && status === expected) change(expected, url);
  }

  async function ask(): Promise<void> {
    const core = operations();
    if (core === null) {
      note(null);
      return;
    }
    const call = { name: 'comfyui.status', input: {}, context: asSelf } as const;
    const answer = await dispatch<'comfyui.status'>(core, call).catch(() => null);
    if (operations() === core) note(answer);
  }

  onEvent(({ name, payload }) => {
    if (name === 'cmd-comfyui-changed') note(payload);
    if (name === 'cmd-installation-changed') void ask();
  });
  return {
    address: () => address,
    remote,
    status: () => status,
    corsOrigin: () => corsOrigin,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
