import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/**
 * Reads a request body as the fields of a JSON object. No bytes and the text `null` are no fields: web UIs post `null` where
 * they have nothing to say. Throws `invalid-input` for everything else.
 */
export function readFields(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.byteLength === 0) return {};
  const value = parseJson(bytes);
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new AppError('invalid-input', msg`The body is JSON, but not an object.`, {
      remedy: msg`Send the fields as one JSON object.`,
    });
  }
  return { ...value };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8 text';
    throw new AppError('invalid-input', msg`The body is not JSON: ${reason}`, {
      remedy: msg`Correct the body and send it again.`,
      cause,
    });
  }
}
