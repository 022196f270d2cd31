import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import { startSmallComfy, type SmallComfy } from './testing/small-comfy';

let door: GatewayDoor;
let comfy: SmallComfy;
beforeEach(async () => {
  ({ door, comfy } = await openServedGateway());
});
afterEach(() => closeServedGateway({ door, comfy }));

const subscribe = (clientId = 'tab') =>
  door.ask('PATCH', '/internal/logs/subscribe', {
    headers: { origin: door.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ enabled: true, clientId }),
  });

describe('a log subscription', () => {
  it('is handed on as it is', async () => {
    await subscribe('me');
    expect(comfy.requests[0]).toMatchObject({ method: 'PATCH', url: '/internal/logs/subscribe' });
    expect(comfy.requests[0]?.headers).toMatchObject({ 'content-type': 'application/json', origin: door.origin });
  });

  it('is 200 without a word when ComfyUI cannot be asked', async () => {
    door.upstream.move('crashed');
    expect(await subscribe()).toMatchObject({ status: 200, body: '' });
    door.upstream.move('running', comfy.address);
    await comfy.close();
    expect(await subscribe()).toMatchObject({ status: 200, body: '' });
    comfy = await startSmallComfy({ answer: (_request, response) => response.writeHead(501).end('no PATCH here') });
    door.upstream.move('running', comfy.address);
    expect(await subscribe()).toMatchObject({ status: 200, body: '' });
  });
});
