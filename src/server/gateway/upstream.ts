import type { ComfyStatus } from '../../contract/comfyui/comfyui-status';

/** What the gateway is told of the ComfyUI behind it; `main/` builds it from `comfyui.status` and `cmd-comfyui-changed`. */
export interface Upstream {
  /** `http://127.0.0.1:PORT` while a ComfyUI serves there, else null; with `remote`, the address of that. */
  address(): string | null;
  /** The gateway of another machine, which answers everything in place of this one; null: ours answers. */
  remote(): FarGateway | null;
  /** What is known of its process; null while no folder is open. */
  status(): UpstreamStatus | null;
  /** The page origin that its `--enable-cors-header` invites, `*` for every one; null: none, or it has not said so yet. */
  corsOrigin(): string | null;
  /** Hears every change of `address` or `status`. The answer takes the listener away. */
  onChange(listener: () => void): () => void;
}

/** The gateway of another machine. */
export interface FarGateway {
  address: string;
  /** What it knows itself as, where a tunnel leads to it from another address. */
  origin?: string;
}

/** As much of the status as the gateway decides by. */
export type UpstreamStatus = Pick<ComfyStatus, 'state' | 'startedAt'>;

/** Whether browser tabs may know this ComfyUI: for them an open socket means that a restart has finished (docs/reference/web-ui.md 6). */
export function wasStarted(status: UpstreamStatus | null): boolean {
  return status !== null && (status.state !== 'stopped' || status.startedAt !== null);
}
