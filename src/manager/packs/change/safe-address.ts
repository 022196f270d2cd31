import { isLoopbackUrl } from '../../../base/http/target';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

/**
 * Refuses to fetch code over plain http, where it can be exchanged on the way (beats W26). This machine may be asked so, and `mirror`, the
 * host that the settings name for such files. Throws `download-failed`.
 */
export function refusePlainHttp(url: string, mirror: string): void {
  if (!/^http:/i.test(url) || isLoopbackUrl(url) || originOf(url) === originOf(mirror)) return;
  throw new AppError('download-failed', msg`"${url}" is a plain http address, so nothing was fetched from it.`, {
    remedy: msg`What comes over http can be tampered with on the way: ask the author to offer it over https.`,
  });
}
