import { AppError } from '../../contract/errors';
import { say, type Said } from '../../contract/text/said';

const privateHeaders = new Set(['authorization', 'cookie', 'proxy-authorization']);
const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether an address leads to this machine. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && loopbackName.test(new URL(url).hostname);
}

/** Whether only this machine can call a listener on `host`, a name or an address without brackets. */
export function isLoopbackHost(host: string): boolean {
  return loopbackName.test(host.includes(':') ? `[${host}]` : host);
}

/** Where a request goes and what it carries; without credentials in the address. */
export interface HttpTarget {
  url: URL;
  headers: Record<string, string>;
}

/** Reads an address; user and password in it become a header. Throws `download-failed` for anything but http and https. */
export function readTarget(address: string, headers: Record<string, string> = {}): HttpTarget {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new AppError('download-failed', say`The address is not an http or https address.`, {
      remedy: say`Check the address and the host settings.`,
    });
  }
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (url.username !== '' && lowered['authorization'] === undefined) {
    const account = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    lowered['authorization'] = `Basic ${Buffer.from(account).toString('base64')}`;
  }
  url.username = '';
  url.password = '';
  return { url, headers: { 'user-agent': 'comfyui-manager-desktop', ...lowered } };
}

/** Where a redirect leads: never from https to http, and without secrets once the origin changes. */
export function followRedirect(from: HttpTarget, location: string): HttpTarget {
  const next = URL.canParse(location, from.url.href) ? new URL(location, from.url.href) : null;
  if (next === null) throw redirectRefused(from, say`its target is no address`);
  if (from.url.protocol === 'https:' && next.protocol !== 'https:')
    throw redirectRefused(from, say`it leads from https to http`);
  const isSameOrigin = next.origin === from.url.origin;
  const kept = Object.entries(from.headers).filter(([name]) => isSameOrigin || !privateHeaders.has(name));
  return readTarget(next.href, Object.fromEntries(kept));
}

/** The error for a redirect that is not followed. */
export function redirectRefused(from: HttpTarget, reason: Said): AppError {
  return new AppError('download-failed', say`${from.url.host} redirects, but ${reason}, so it was not followed.`, {
    remedy: say`Check the host settings, or report it to the owner of the address.`,
    details: { host: from.url.host },
  });
}
