import { afterEach, beforeEach, expect, it } from 'vitest';
import { idleState } from '../testing/door';
import { connectEvents } from '../testing/event-client';
import { expectError } from '../testing/expect-error';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

const studio = 'https://studio.example';
const fromStudio = { headers: { origin: studio, 'sec-fetch-site': 'cross-site' } };

let door: GatewayDoor;
let comfy: SmallComfy;
beforeEach(async () => {
  ({ door, comfy } = await openServedGateway());
});
afterEach(() => closeServedGateway({ door, comfy }));

it('a page of another site is refused unless ComfyUI invites it', async () => {
  expectError(await door.ask('GET', '/object_info', fromStudio), 403, 'origin-refused');
  door.upstream.invite('https://other.example');
  expectError(await door.ask('GET', '/object_info', fromStudio), 403, 'origin-refused');
  expect(comfy.requests).toEqual([]);
  for (const origin of [studio, '*']) {
    door.upstream.invite(origin);
    expect(await door.ask('OPTIONS', '/prompt', fromStudio)).toMatchObject({ status: 200, body: 'comfy' });
  }
  expect(comfy.requests.map(({ headers }) => headers.origin)).toEqual([studio, studio]);
});

it('whom ComfyUI invites is not invited by us, and still has to know our name', async () => {
  door.upstream.invite('*');
  for (const path of ['/v2/customnode/installed', '/api/v2/manager/reboot', '/v2/manager/unknown'])
    expectError(await door.ask('POST', path, fromStudio), 403, 'origin-refused');
  const rebound = { headers: { ...fromStudio.headers, host: `studio.example:${door.server.port}` } };
  expectError(await door.ask('GET', '/object_info', rebound), 403, 'origin-refused');
  expect(comfy.requests).toEqual([]);
});

it("the event socket of an invited page is ComfyUI's alone, and ends with the server", async () => {
  const path = '/ws?clientId=guest';
  await expect(connectEvents(door.server.port, { path, origin: studio })).rejects.toThrow();
  door.upstream.invite(studio);
  const guest = await connectEvents(door.server.port, { path, origin: studio });
  const tab = await door.openTab('/ws?clientId=tab');
  expect(await guest.frame(1)).toMatchObject({ type: 'status', data: { sid: 'guest' } });
  await tab.frame(3);
  door.core.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: idleState } });
  await tab.frame(4);
  comfy.sockets[0]?.send(JSON.stringify({ type: 'progress', data: {} }));
  expect(await guest.frame(2)).toMatchObject({ type: 'progress' });
  await door.server.close();
  await guest.closed;
});
