import { openHttp } from '../../../base/http/fetch';
import { answeredStatus } from '../../../base/http/failure';
import { inLimitedTime } from '../../../base/async/time-limit';
import type { RemoteModel } from '../../../contract/models';
import { answerMs } from './ask-host';
import { isOtherType } from '../gate/gate';
import { toHub } from './listed';
import { headersFor, pageOf, readFacts, type ModelNetwork } from './remote-facts';

/** What nobody has said anything of. */
export const unknownModel: RemoteModel = { sizeBytes: null, access: 'unknown', page: null };

/** Whether a host is one of those that are asked ahead: any other would learn that somebody looks at a workflow of its maker. */
function isKnownHost(url: string, { hubUrl, civitai }: ModelNetwork): boolean {
  return url.startsWith(`${hubUrl}/`) || (civitai !== undefined && url.startsWith(`${civitai.url}/`));
}

/**
 * What Hugging Face or Civitai says of a model before it is downloaded: its size, and whether it is given to this account. Asks no other host and never
 * throws but `cancelled`; what nobody told is null.
 */
export async function askModel(address: string, network: ModelNetwork): Promise<RemoteModel> {
  const url = toHub(address, network.hubUrl);
  if (!isKnownHost(url, network)) return unknownModel;
  const page = pageOf(url, network);
  const named = [network.hubUrl, ...(network.civitai === undefined ? [] : [network.civitai.url])];
  const publicOnly = { trusted: named.map((host) => new URL(host).origin) };
  try {
    const answer = await inLimitedTime(answerMs, undefined, ({ signal }) =>
      openHttp(url, { signal, proxy: network.proxy, headers: headersFor(url, network), publicOnly, isHead: true }),
    );
    answer.body.on('error', () => undefined).destroy();
    if (isOtherType(answer, new URL(url).pathname)) return { ...unknownModel, page };
    return { sizeBytes: readFacts(answer).sizeBytes, access: 'open', page };
  } catch (error) {
    const status = answeredStatus(error);
    return { sizeBytes: null, access: status === 401 || status === 403 ? 'closed' : 'unknown', page };
  }
}
