import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelled } from '../../contract/errors';
import { openCorePlace, type CorePlace } from '../undo/testing/core-place';

let place: CorePlace;
/** An index that takes each question, and answers none. */
let silent: Server;
beforeAll(async () => {
  silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  place = await openCorePlace('plan-cancel', { 'python.indexUrl': `http://127.0.0.1:${port}/simple` });
}, 120_000);
afterAll(async () => {
  await place.stop();
  silent.closeAllConnections();
  silent.close();
});

it('a plan that nobody waits for is ended, with the program that makes it', async () => {
  const caller = new AbortController();
  const hearQuestion = once(silent, 'request');
  const plan = place.manager.operations['python.plan'](
    { packages: ['tinydep'] },
    { caller: 'person', signal: caller.signal },
  ).catch((error: unknown) => error);
  const [{ socket }] = (await hearQuestion) as [{ socket: NodeJS.EventEmitter }];
  const closed = once(socket, 'close');
  caller.abort(cancelled());
  expect(await plan).toMatchObject({ code: 'cancelled' });
  // Nobody else holds the connection: the resolver is gone.
  await closed;
});
