import { AppError } from '../../contract/errors';
import { msg, type Message } from '../../contract/text/message';

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
    throw new AppError('download-failed', msg`The address is not an http or https address.`, {
      remedy: msg`Check the address and the host settings.`,
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
  if (next === null) throw redirectRefused(from, msg`its target is not an address`);
  if (from.url.protocol === 'https:' && next.protocol !== 'https:')
    throw redirectRefused(from, msg`it leads from https to http`);
  return readTarget(next.href, headersAt(next, from.url, from.headers));
}

/** What of these headers goes to another address than the one they are for: no secrets once the origin changes. */
export function headersAt(to: URL, from: URL, headers: Record<string, string>): Record<string, string> {
  if (to.origin === from.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !privateHeaders.has(name.toLowerCase())));
}

/** The error for a redirect that is not followed. */
export function redirectRefused(from: HttpTarget, reason: Message): AppError {
  return new AppError('download-failed', msg`${from.url.host} redirects, but ${reason}, so it was not followed.`, {
    remedy: msg`Check the host settings, or report it to the owner of the address.`,
    details: { host: from.url.host },
  });
}
