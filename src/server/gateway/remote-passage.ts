import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { passThrough, type Exchange, type PassThroughOptions } from './pass-through';
import type { RawPipes, Upgrade } from './raw-pipe';

/** Leads to the gateway of another machine. That one judges who may change something, by the same facts as this one would. */
export interface RemotePassage {
  request: (exchange: Exchange) => void;
  upgrade: (upgrade: Upgrade, address: string) => void;
  close: () => void;
}

interface RemotePassageOptions extends Pick<PassThroughOptions, 'onUnreachable'> {
  pipes: RawPipes;
}

/** Makes the passage; nothing goes through it yet. */
export function createRemotePassage({ pipes, onUnreachable }: RemotePassageOptions): RemotePassage {
  const plain = { persistent: new HttpAgent({ keepAlive: true }), single: new HttpAgent() };
  const secure = { persistent: new HttpsAgent({ keepAlive: true }), single: new HttpsAgent() };
  return {
    request(exchange) {
      const agents = exchange.address.startsWith('https:') ? secure : plain;
      passThrough(
        { ...exchange, rewrite: rewriteFor(exchange.address, exchange.request) },
        { ...agents, onUnreachable },
      );
    },
    upgrade: (upgrade, address) => pipes.open({ ...upgrade, rewrite: rewriteFor(address, upgrade.request) }, address),
    close() {
      for (const { persistent, single } of [plain, secure]) {
        persistent.destroy();
        single.destroy();
      }
    },
  };
}

/** Cookies belong to a name and not to a port: those of other programs of this machine would leave it. */
const keptHere: ReadonlySet<string> = new Set(['cookie', 'set-cookie']);

/**
 * The headers as a page of the other gateway sends them. A page that is not of this gateway stays what it says it is, so that the other side refuses it.
 * No token of the person is added: a page has the rights that it has there.
 */
function rewriteFor(address: string, { headers: { host = '' } }: IncomingMessage): NonNullable<Exchange['rewrite']> {
  const there = new URL(address);
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
