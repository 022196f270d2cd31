import { inLimitedTime } from '../async/time-limit';
import { AppError, cancelled } from '../../contract/errors';
import { networkFailed } from './failure';
import { bodyFailed, openHttp, readBytes, type HttpOptions } from './fetch';
import type { PublicOnly } from './private-address';

/** What lay at an address. */
export interface PublicFile {
  bytes: Buffer;
  /** Where the redirects ended. */
  url: string;
  /** Kind of the content as the host says, lower case, without parameters; '' where it does not. */
  kind: string;
}

interface PublicOptions extends Pick<HttpOptions, 'signal' | 'proxy' | 'headers'> {
  publicOnly: PublicOnly;
  maxBytes: number;
  timeoutMs: number;
}

/**
 * Reads a small file from an address that a stranger named: https alone, none of a private network (also behind a redirect), no more than `maxBytes`.
 * Throws `network-failed`, `download-failed`, `cancelled`.
 */
export async function fetchPublic(address: string, options: PublicOptions): Promise<PublicFile> {
  const { signal: outer, timeoutMs, maxBytes } = options;
  return inLimitedTime(timeoutMs, outer, async ({ signal, limit }) => {
    try {
      const headers = { 'accept-encoding': 'identity', ...options.headers };
      const answer = await openHttp(address, { ...options, signal, headers });
      const kind = (answer.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      return { bytes: await readBytes(answer, maxBytes), url: answer.url, kind };
    } catch (error) {
      if (outer?.aborted) throw cancelled();
      if (limit.aborted)
        throw networkFailed(address, new Error(`it gave no complete answer within ${timeoutMs / 1000} s`));
      throw error instanceof AppError ? error : bodyFailed(address, error);
    }
  });
}
