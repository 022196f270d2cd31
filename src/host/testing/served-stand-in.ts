import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { silentLogger } from '../../base/log';
import { openLocalToken } from '../store/local-token';
import { noteServed } from '../store/served-notes';

/** What listens where the profile says that a folder is served. */
export interface ServedStandIn {
  address: string;
  /** The `Authorization` of each request, in their order; null where there was none. */
  shown: (string | null)[];
  /** All that was sent to it, as text. */
  heard: () => string;
  close: () => void;
}

/** Serves `{}` to every call of a folder, as an app of the profile; `canProve` false: as whoever listens where an app has ended. */
export async function openServedStandIn(profileDir: string, folder: string, canProve = true): Promise<ServedStandIn> {
  const local = await openLocalToken(profileDir, silentLogger);
  const shown: (string | null)[] = [];
  const bodies: string[] = [];
  const portOf = () => (server.address() as AddressInfo).port;
  const server = createServer((request, answer) => {
    shown.push(request.headers.authorization ?? null);
    void json(request).then((body) => {
      bodies.push(JSON.stringify([request.url, request.headers, body]));
      const { nonce } = body as { nonce?: string };
      answer.end(
        JSON.stringify(
          nonce !== undefined && canProve ? local.prove(nonce, portOf()) : { core: local.core, proof: nonce },
        ),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${portOf()}`;
  await noteServed(profileDir, { address, folder, core: local.core, pid: process.pid }, silentLogger);
  return { address, shown, heard: () => bodies.join('\n'), close: () => void server.close() };
}
