import { fetchJson } from '../../../base/http/fetch';
import { explainRefusal, headersFor, type ModelNetwork } from './remote-facts';

/** How long a host may take for an answer that a person waits for. */
export const answerMs = 15_000;

/**
 * Reads what a host of models answers, with the token of that host alone. `timeoutMs`: left out, as long as any answer may take. Throws `network-failed`,
 * `download-failed` with what to do where the host refuses, `cancelled`.
 */
export async function askHost(
  address: string,
  network: ModelNetwork,
  options: { signal?: AbortSignal; timeoutMs?: number },
): Promise<unknown> {
  const headers = headersFor(address, network);
  return fetchJson(address, { ...options, proxy: network.proxy, headers }).catch((error: unknown) => {
    throw explainRefusal(error, address, network);
  });
}
