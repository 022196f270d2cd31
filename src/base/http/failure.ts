import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';

/** What the usual system and TLS codes mean in words. */
const causes: Readonly<Record<string, Message>> = {
  ECONNREFUSED: msg`no program answers there (connection refused)`,
  ECONNRESET: msg`the connection was cut`,
  EPIPE: msg`the connection was cut`,
  UND_ERR_SOCKET: msg`the connection was cut`,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: msg`the answer had another length than announced`,
  ENOTFOUND: msg`the name of the host is not known (is there a network?)`,
  EAI_AGAIN: msg`the name of the host could not be looked up (is there a network?)`,
  ENETUNREACH: msg`the network cannot be reached`,
  EHOSTUNREACH: msg`the host cannot be reached`,
  ETIMEDOUT: msg`it did not answer in time`,
  UND_ERR_CONNECT_TIMEOUT: msg`it did not answer in time`,
  UND_ERR_HEADERS_TIMEOUT: msg`it did not answer in time`,
  UND_ERR_BODY_TIMEOUT: msg`it stopped sending`,
  CERT_HAS_EXPIRED: msg`its certificate has expired`,
  DEPTH_ZERO_SELF_SIGNED_CERT: msg`its certificate is self-signed`,
  SELF_SIGNED_CERT_IN_CHAIN: msg`its certificate chain is self-signed (a proxy that inspects traffic?)`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: msg`its certificate cannot be verified`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: msg`its certificate cannot be verified`,
  ERR_TLS_CERT_ALTNAME_INVALID: msg`its certificate belongs to another host`,
};

const statusNames: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  407: 'Proxy Authentication Required',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Host and port of an address, for messages; never its path or credentials. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address';
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (!(error instanceof AppError) && 'code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? null : codeOf(error.cause);
}

/** The cause of a failed request in words. */
export function describeNetworkCause(error: unknown): string | Message {
  const code = codeOf(error);
  const known = code === null ? undefined : causes[code];
  if (known !== undefined) return known;
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

/** Whether an error is one of the system or of TLS, and so of the network. */
export function isOfNetwork(error: unknown): boolean {
  return Object.hasOwn(causes, codeOf(error) ?? '');
}

/** Whether a host was not talked to because its certificate does not prove that it is that host. */
export function isCertificateRefused(error: unknown): boolean {
  return /CERT|_SIGNATURE$/.test(codeOf(error) ?? '');
}

/** Whether what a host sent is no answer of HTTP: a length below zero, a head that is none. The client gives that a name, and not always a code. */
export function isAnswerMalformed(error: unknown): boolean {
  return error instanceof Error && (error.name === 'HTTPParserError' || isAnswerMalformed(error.cause));
}

/** Whether an answer has ended before or after its announced end, which a cut line causes as well as a host that counts wrongly. */
export function isLengthWrong(error: unknown): boolean {
  return codeOf(error) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
}

/** The error for a host that could not be talked to. */
export function networkFailed(
  url: string,
  error: unknown,
  cause: string | Message = describeNetworkCause(error),
): AppError {
  const host = hostOf(url);
  return new AppError('network-failed', msg`${host} could not be reached: ${cause}.`, {
    remedy: msg`Check the network, the proxy and the host settings, then try again.`,
    details: { host },
    cause: error,
  });
}

/** How many seconds a server asks to be left alone: a number, or a date (RFC 9110, 10.2.3). Null when it does not say. */
function secondsOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const text = retryAfter.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, Math.ceil(seconds));
}

/** The error for an answer other than success; `details.status` tells callers which, `details.retryAfterSeconds` when the server wants to be called again. */
export function statusFailed(url: string, status: number, retryAfter: string | null = null): AppError {
  const host = hostOf(url);
  const name = statusNames[status];
  const answer = name === undefined ? String(status) : `${status} (${name})`;
  const wait = secondsOf(retryAfter);
  return new AppError('download-failed', msg`${host} answered ${answer}.`, {
    remedy:
      status >= 500 || status === 429
        ? msg`The server has a problem. Try again later.`
        : msg`What was requested does not exist, or is not public. Check the address and the host settings.`,
    details: { host, status, ...(wait === null ? {} : { retryAfterSeconds: wait }) },
  });
}

/** The HTTP status a failed request was answered with, or null when it failed otherwise. */
export function answeredStatus(error: unknown): number | null {
  if (!(error instanceof AppError)) return null;
  const { status } = error.details;
  return typeof status === 'number' ? status : null;
}
