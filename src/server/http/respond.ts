import { AppError, toAppError, toErrorBody } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { writeJson } from './write-json';

/** What goes back over HTTP, before any server library is involved. An empty body has no content type, as the reference does it. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

/** No cache, no guessing of types, and no use in a page of another site, errors included. */
export const protectiveHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** Answers a value as JSON. The value is an object: the text `null` is a failure for web UIs (docs/reference/web-ui.md 2). */
export function answerJson(value: object, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: writeJson(value) };
}

/** Answers plain text. */
export function answerText(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** Answers success without a word: zero bytes. */
export function answerEmpty(status = 200): Answer {
  return { status, headers: {}, body: '' };
}

/** Answers anything thrown: `{ error, message, code, ...details }` with the status of its code. */
export function answerError(thrown: unknown): Answer {
  const error = nameFailure(thrown);
  return answerJson(toErrorBody(error), error.status);
}

/** Turns what the server library or Node throws into one of our codes; unknown things become `internal`, without their stack. */
export function nameFailure(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof Error)) return toAppError(firstLine(String(thrown)));
  const named = namedFailures[codeOf(thrown)];
  if (named) return named();
  if (isCallersFault(thrown)) {
    return new AppError('invalid-input', msg`The request cannot be read: ${firstLine(thrown.message)}`);
  }
  return toAppError(new Error(firstLine(thrown.message), { cause: thrown }));
}

/** Largest request body, bytes; a path that takes more says so. */
export const bodyLimitBytes = 1024 * 1024;

/** The refusal of a body, where a path takes so many bytes at most. */
export function bodyTooLarge(limitBytes: number): AppError {
  return new AppError('body-too-large', msg`A request body may have at most ${limitBytes} bytes.`, {
    remedy: msg`Send less in one request.`,
    details: { limitBytes },
  });
}

const namedFailures: Readonly<Record<string, () => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => bodyTooLarge(bodyLimitBytes),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new AppError('content-type-refused', msg`The Content-Type of the request cannot be read.`, {
      remedy: msg`Send the body as application/json.`,
    }),
  FST_ERR_BAD_URL: () =>
    new AppError('invalid-input', msg`The address has a \`%\` that is not a valid encoding.`, {
      remedy: msg`Encode the address and send it again.`,
    }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new AppError('invalid-input', msg`The body is not as long as its Content-Length says.`, {
      remedy: msg`Send it again.`,
    }),
  HPE_HEADER_OVERFLOW: () =>
    new AppError('headers-too-large', msg`The address and headers of the request are too large.`, {
      remedy: msg`Send long values in a JSON body.`,
    }),
  ERR_HTTP_REQUEST_TIMEOUT: () =>
    new AppError('request-timeout', msg`The request did not arrive completely in time.`, {
      remedy: msg`Send it again.`,
    }),
};

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isCallersFault(error: Error): boolean {
  const status = 'statusCode' in error ? Number(error.statusCode) : 0;
  return (status >= 400 && status < 500) || codeOf(error).startsWith('HPE_');
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 500);
}
