import { isLoopbackHost } from '../../base/http/target';

/** Where the API and the gateway listen; filled in when they do. */
export interface Door {
  port: number | null;
  /** `host:port` when other machines can reach it. */
  exposedAt: string | null;
}

/** Listening there means on every interface, 127.0.0.1 included. */
const everywhere: ReadonlySet<string> = new Set(['', '0.0.0.0', '::', '127.0.0.1']);

/** Address at which this machine reaches a door that listens on `host` and `port`. */
export function addressOf(host: string, port: number): string {
  if (everywhere.has(host)) return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** `host:port` of a door that other machines can reach, null for one that is this machine's alone. */
export function exposureOf(host: string, port: number): string | null {
  if (isLoopbackHost(host)) return null;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
