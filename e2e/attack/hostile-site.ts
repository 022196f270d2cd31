import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';

/** A server that answers every name with what the attack of the moment wants, and a second one that only counts what reaches it. */
export interface HostileSite {
  /** Its own port; the name in front of it is the attacker's choice. */
  port: number;
  /** Where the probe goes: an address of the same kind as the door's, whose arrival shows that the browser did send the attack. */
  probePort: number;
  /** Lets the probe answer as the door of this address refuses: a browser treats each kind of answer in its own way. */
  refuseLike(api: string): Promise<void>;
  /** A path of the probe that nothing was sent to yet: what is still on its way to the last one counts for nothing. */
  newProbe(): string;
  /** How often the probe was reached since the last `newProbe` or `show`. */
  probed(): number;
  /** Puts a page, with headers of its own, at the path `/attack`. */
  show(page: { html: string; headers?: Record<string, string> }): void;
  stop(): Promise<void>;
}

/** What a page can ask the site for besides itself: a redirect to anywhere, and a script of its own choice. */
function answer(response: ServerResponse, url: URL): void {
  const to = url.searchParams.get('to');
  const script = url.searchParams.get('script');
  if (url.pathname === '/redirect' && to !== null) {
    response.writeHead(Number(url.searchParams.get('status') ?? '302'), {
      location: to,
      'access-control-allow-origin': '*',
    });
    response.end();
    return;
  }
  if (url.pathname === '/refresh' && to !== null) {
    response.writeHead(200, { refresh: `0; url=${to}`, 'content-type': 'text/html' }).end('<!doctype html>');
    return;
  }
  response.writeHead(script === null ? 404 : 200, { 'content-type': 'text/javascript' }).end(script ?? '');
}

interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How the door refuses what a page of another site sends. */
async function readRefusal(api: string): Promise<Refusal> {
  const answer = await fetch(`${api}/v2/snapshot/save`, { headers: { 'sec-fetch-site': 'cross-site' } });
  if (answer.status !== 403) throw new Error(`The door answers ${answer.status} to a page of another site.`);
  const ofConnection = /^(connection|keep-alive|date|content-length|transfer-encoding)$/;
  const headers = [...answer.headers].filter(([name]) => !ofConnection.test(name));
  return { status: answer.status, headers: Object.fromEntries(headers), body: await answer.text() };
}

/** Starts it on loopback, where every name of the attacker leads in these tests. */
export async function startHostileSite(): Promise<HostileSite> {
  let probed = 0;
  let probes = 0;
  const countProbe = ({ url = '' }: IncomingMessage) => {
    if (new URL(url, 'http://hostile').pathname === `/probe-${probes}`) probed += 1;
  };
  let refusal: Refusal = { status: 403, headers: {}, body: '' };
  let shown: { html: string; headers?: Record<string, string> } = { html: '' };
  const site = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hostile');
    if (url.pathname !== '/attack') return answer(response, url);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...shown.headers });
    response.end(`<!doctype html><title>attack</title><body>${shown.html}`);
  });
  const probe = createServer((request, response) => {
    countProbe(request);
    response.writeHead(refusal.status, refusal.headers).end(refusal.body);
  });
  probe.on('upgrade', (request, socket) => {
    countProbe(request);
    socket.destroy();
  });
  const ports: number[] = [];
  for (const server of [site, probe]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    ports.push(typeof address === 'object' && address !== null ? address.port : 0);
  }
  const [port = 0, probePort = 0] = ports;
  return {
    port,
    probePort,
    refuseLike: async (api) => {
      refusal = await readRefusal(api);
    },
    newProbe: () => {
      probed = 0;
      return `/probe-${(probes += 1)}`;
    },
    probed: () => probed,
    show: (page) => {
      probed = 0;
      shown = page;
    },
    stop: async () => {
      for (const server of [site, probe]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}
