import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AppError } from '../../contract/errors';
import { isFromHere, readSource, refuse } from '../http/guards';
import { answerDirectly, endWith } from '../http/raw-answer';
import { answerError } from '../http/respond';
import type { VisitorJudges } from './admission';
import type { Gateway } from './gateway';
import { passThrough, type Exchange } from './pass-through';
import { createRawPipes } from './raw-pipe';
import { standIn } from './stand-in';
import type { FarGateway, Upstream } from './upstream';

interface RemoteGatewayOptions {
  upstream: Pick<Upstream, 'remote'>;
  visitors: VisitorJudges;
}

/** Leads to the gateway of another machine while the installation is there: everything, `/v2` too, which is judged there once more. Else it is as before. */
export function createRemoteGateway(own: Gateway, { upstream, visitors }: RemoteGatewayOptions): Gateway {
  const plain = { persistent: new HttpAgent({ keepAlive: true }), single: new HttpAgent() };
  const secure = { persistent: new HttpsAgent({ keepAlive: true }), single: new HttpsAgent() };
  const pipes = createRawPipes();
  const onUnreachable = ({ request, response }: Exchange) => standIn(request, response);
  /** A target that is no path is refused by our own door. */
  const farFor = ({ url = '' }: IncomingMessage) => (url.startsWith('/') ? upstream.remote() : null);

  return {
    ...own,
    request(request, response) {
      const far = farFor(request);
      if (far === null) return own.request(request, response);
      const refusal = judge(request, visitors);
      const { address } = far;
      const agents = address.startsWith('https:') ? secure : plain;
      const rewrite = rewriteFor(far, request);
      if (refusal !== null) answerDirectly(response, answerError(refusal));
      else passThrough({ request, response, address, rewrite }, { ...agents, onUnreachable });
      return true;
    },
    upgrade(request, socket, head) {
      const far = farFor(request);
      if (far === null) return own.upgrade(request, socket, head);
      const refusal = judge(request, visitors);
      socket.on('error', () => socket.destroy());
      if (refusal !== null) endWith(socket, answerError(refusal));
      else pipes.open({ request, socket, head, rewrite: rewriteFor(far, request) }, far.address);
      return true;
    },
    async close(graceMs) {
      pipes.close();
      await own.close(graceMs);
      for (const agent of [plain, secure].flatMap(({ persistent, single }) => [persistent, single])) agent.destroy();
    },
  };
}

/** Whoever lets nobody but us in there has not let in whoever can reach us. */
function judge(request: IncomingMessage, visitors: VisitorJudges): AppError | null {
  const source = readSource(request);
  const refusal = visitors.judge(source, null) ?? visitors.judgePassage(source);
  if (refusal !== null || isFromHere(source)) return refusal;
  return refuse('it came from another machine, and the installation is on yet another one', {
    remedy: 'Use the address of that machine.',
  });
}

/** Cookies belong to a name and not to a port: those of other programs of this machine would leave it. */
const keptHere: ReadonlySet<string> = new Set(['cookie', 'set-cookie']);

/**
 * The headers as a page of the other gateway sends them. A page that is not of this gateway stays what it says it is, so that the other side refuses it.
 * No token of the person is added: a page has the rights that it has there.
 */
function rewriteFor(
  { address, origin = address }: FarGateway,
  { headers: { host = '' } }: IncomingMessage,
): NonNullable<Exchange['rewrite']> {
  const there = new URL(origin);
  const here = `http://${host}`.toLowerCase();
  const isHere = (page: string): boolean => page.toLowerCase() === here || page.toLowerCase().startsWith(`${here}/`);
  const valueOf = (name: string, value: string): string => {
    if (name === 'host') return there.host;
    const isPage = name === 'origin' || name === 'referer';
    return isPage && isHere(value) ? there.origin + value.slice(here.length) : value;
  };
  return (headers) => {
    const rewritten: string[] = [];
    for (let index = 0; index < headers.length; index += 2) {
      const [name = '', value = ''] = headers.slice(index, index + 2);
      const lower = name.toLowerCase();
      if (!keptHere.has(lower)) rewritten.push(name, valueOf(lower, value));
    }
    return rewritten;
  };
}
