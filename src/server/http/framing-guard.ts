import type { IncomingMessage } from 'node:http';
import { AppError } from '../../contract/errors';
import { hasBody } from './forwarded-headers';
import { shorten } from './guards';

/**
 * Headers that say where a message ends, what it calls, who sent it and from where. `Connection` takes away what it names (RFC 9110, 7.6.1), so whoever
 * named one of these there would be judged by it here, and be somebody else behind the gateway. Without its length a body is a second request.
 */
const endToEnd =
  /^(?:content-.*|transfer-encoding|host|origin|referer|cookie|authorization|sec-.*|purpose|user-agent|accept.*|forwarded|x-forwarded-.*|x-real-ip|range|if-.*|date|expect|max-forwards|security-level)$/;

/**
 * Decides whether everybody on the way reads a request in the same way: as one, and with the headers that were judged. Node's parser has refused what
 * contradicts itself before: two lengths, a length and chunks, a folded line, chunks that are not the last coding. Answers the refusal, or null.
 */
export function judgeFraming(request: IncomingMessage, isUpgrade: boolean): AppError | null {
  const { connection = [], 'transfer-encoding': codings = [] } = request.headersDistinct;
  const named = connection.flatMap((line) => line.split(',')).map((name) => name.trim());
  const taken = named.find((name) => endToEnd.test(name.toLowerCase()));
  if (taken !== undefined) {
    return refuseFraming(`The Connection header names "${shorten(taken)}", which belongs to the request.`, {
      remedy: 'Name nothing there but close, keep-alive, upgrade, or headers of the connection alone.',
    });
  }
  if (codings.length > 0 && codings.join(', ').trim().toLowerCase() !== 'chunked') {
    return refuseFraming(`A body coded as "${shorten(codings.join(', '))}" is refused.`, {
      remedy: 'Send it with its length, or in chunks alone.',
    });
  }
  if (isUpgrade && (request.method !== 'GET' || hasBody(request))) {
    return refuseFraming('A request to switch protocols is a GET without a body.', {
      remedy: 'Send the body after the switch, or send no Upgrade.',
    });
  }
  return null;
}

function refuseFraming(message: string, options: { remedy: string }): AppError {
  return new AppError('invalid-input', message, options);
}
