import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** What decides where a request comes from: the request line and what a browser says of a page, nothing of the body. */
export interface SourceFacts {
  method: string;
  /** The request target as it stands in the request line. */
  target: string;
  /** Every `Host` header of the request. */
  hosts: readonly string[];
  origin: string | undefined;
  referer: string | undefined;
  /** How the browser calls the relation of page and server, and what it wants the answer for (`Sec-Fetch-*`). */
  fetchSite: string | undefined;
  fetchMode: string | undefined;
  fetchDest: string | undefined;
  /** `Sec-Purpose` and its older names: the request was made ahead of a request. */
  purpose: string | undefined;
  userAgent: string | undefined;
  accept: string | undefined;
  authorization: string | undefined;
  /** The address of whoever has the connection. */
  remoteAddress: string | undefined;
}

/** What decides whether a body may be read. */
export interface ContentFacts {
  contentType: string | undefined;
  contentEncoding: string | undefined;
  hasBody: boolean;
  mutates: boolean;
}

/** Names by which this machine calls itself. */
export const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** The types that a page of another site can send without asking first. */
const formTypes: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);
const ownFetchSites: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Under which names and on which port the listener may be called. */
export interface Listener {
  port: number;
  /** Lower case; left out: the loopback names. */
  names?: ReadonlySet<string>;
  /**
   * Whether what the browser says of the page (`Sec-Fetch-Site`) is left to ComfyUI, which has its own opinion: a link from another site may
   * open the web UI, and may not reach our operations.
   */
  leavesFetchSite?: boolean;
  /** The page origin that ComfyUI itself invites (`--enable-cors-header`), `*` for every one. Our operations invite nobody. */
  invited?: string | null;
}

/**
 * Decides whether a request may come in at all. Any page in the user's browser can reach a loopback port, and GET changes
 * things here: so the name it was called by (against rebinding) and the page it was sent from (against forgery) are ours, or
 * absent as with scripts. Answers the refusal, or null.
 */
export function judgeSource(facts: SourceFacts, listener: Listener): AppError | null {
  const { port } = listener;
  if (!facts.target.startsWith('/')) {
    return new AppError('invalid-input', msg`The request line does not name a path of this server.`, {
      remedy: msg`Request a path, e.g. /v2/manager/version; this is not a proxy.`,
    });
  }
  const [host, ...otherHosts] = facts.hosts;
  if (host === undefined || otherHosts.length > 0 || !isOurs(host, listener, 80)) {
    return refuse(`the name "${shorten(facts.hosts.join(', '))}" is not this server's`, {
      remedy: `Call it http://127.0.0.1:${port}.`,
    });
  }
  if (facts.origin !== undefined && !isWelcome(facts.origin, listener)) {
    return refuse(`it was sent by a page of "${shorten(facts.origin)}"`, { remedy: ownPagesOnly });
  }
  if (!listener.leavesFetchSite && facts.fetchSite !== undefined && !ownFetchSites.has(facts.fetchSite)) {
    return refuse(`the browser calls it "${shorten(facts.fetchSite)}"`, { remedy: ownPagesOnly });
  }
  return null;
}

/** Decides whether the body of a request may be read: JSON only, and no type a form can send where something changes. */
export function judgeContent(facts: ContentFacts): AppError | null {
  const type = mediaType(facts.contentType);
  const isRefusedForm = facts.mutates && formTypes.has(type);
  const isUnreadable = facts.hasBody && type !== '' && type !== 'application/json';
  if (isRefusedForm || isUnreadable) {
    return new AppError('content-type-refused', msg`A body of type "${shorten(type)}" is refused.`, {
      remedy: msg`Send application/json, or no body.`,
    });
  }
  const encoding = facts.contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (facts.hasBody && encoding !== 'identity') {
    return new AppError('content-type-refused', msg`A body encoded as "${shorten(encoding)}" is refused.`, {
      remedy: msg`Send the body as it is, without compression.`,
    });
  }
  return null;
}

/** Reads what {@link judgeSource} looks at. Repeated headers stay visible, so that no reader can take another one than we judged. */
export function readSource({ method = '', url = '', headersDistinct, socket }: IncomingMessage): SourceFacts {
  const textOf = (...names: readonly string[]) =>
    names.map((name) => headersDistinct[name]?.join(', ')).find((text) => text !== undefined);
  return {
    method,
    target: url,
    hosts: headersDistinct.host ?? [],
    origin: textOf('origin'),
    referer: textOf('referer'),
    fetchSite: textOf('sec-fetch-site'),
    fetchMode: textOf('sec-fetch-mode'),
    fetchDest: textOf('sec-fetch-dest'),
    purpose: textOf('sec-purpose', 'purpose', 'x-purpose', 'x-moz'),
    userAgent: textOf('user-agent'),
    accept: textOf('accept'),
    authorization: textOf('authorization'),
    remoteAddress: socket.remoteAddress,
  };
}

/** Reads what {@link judgeContent} looks at. */
export function readContent(headers: IncomingHttpHeaders, mutates: boolean): ContentFacts {
  const length = headers['content-length'];
  return {
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
    hasBody: headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) !== 0),
    mutates,
  };
}

const ownPagesOnly = 'Only pages of this server and programs without an Origin may call it.';

/** Whether a page address or an origin is of this server: one of its names, with its port. */
export function isOwnPage(address: string, listener: Listener): boolean {
  const [origin] = /^https?:\/\/[^/?#\s]+(?=[/?#]|$)/i.exec(address) ?? [];
  return origin !== undefined && isOwnOrigin(origin, listener);
}

/** The refusal of a request for where it comes from. */
export function refuse(reason: string, options: { remedy: string }): AppError {
  return new AppError('origin-refused', msg`The request is refused: ${reason}.`, options);
}

function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function isWelcome(origin: string, listener: Listener): boolean {
  const { invited } = listener;
  return invited === '*' || invited?.toLowerCase() === origin.toLowerCase() || isOwnOrigin(origin, listener);
}

function isOwnOrigin(origin: string, listener: Listener): boolean {
  const [, scheme, authority] = /^(https?):\/\/([^/?#@\s]+)$/i.exec(origin) ?? [];
  if (scheme === undefined || authority === undefined) return false;
  return isOurs(authority, listener, scheme.toLowerCase() === 'https' ? 443 : 80);
}

/** Whether a request came from this machine, by one of the names that lead nowhere else. */
export function isFromHere({ hosts: [host = ''], remoteAddress = '' }: SourceFacts): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return loopbackNames.has(name) && isLoopbackAddress(remoteAddress);
}

/** Whether an address of a connection is one of this machine that no other can have. */
export function isLoopbackAddress(address: string): boolean {
  return /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/i.test(address);
}

/** Whether `name[:port]` is one of our names with our port; a port that is the scheme's own is left out by clients. */
function isOurs(authority: string, { port, names = loopbackNames }: Listener, defaultPort: number): boolean {
  const [, name, digits] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  if (name === undefined || !names.has(name.toLowerCase())) return false;
  return (digits === undefined ? defaultPort : Number(digits)) === port;
}

/** Cuts what a request says of itself, so that it fits into a sentence. */
export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
