import type { SourceFacts } from '../http/guards';

/** What a request to `127.0.0.1:8188` says that says nothing of itself, with what a test lays over it. */
export function factsOf(given: Partial<SourceFacts> = {}): SourceFacts {
  const nothing = { origin: undefined, referer: undefined, fetchSite: undefined, fetchMode: undefined };
  const further = { fetchDest: undefined, purpose: undefined, userAgent: undefined, accept: undefined };
  const caller = { authorization: undefined, remoteAddress: '127.0.0.1' };
  return { method: 'GET', target: '/v2/x', hosts: ['127.0.0.1:8188'], ...nothing, ...further, ...caller, ...given };
}
