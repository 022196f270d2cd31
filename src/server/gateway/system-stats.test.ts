import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adaptSystemStats } from './system-stats';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

const statsWith = (system: object) =>
  JSON.stringify({ system: { ram_total: 1, ...system }, devices: [{ type: 'cpu' }] });
const adapt = (text: string) => JSON.parse(adaptSystemStats(text, 'linux'));

describe('adaptSystemStats', () => {
  it.each<[string, string[], string[]]>([
    ['adds what is missing', ['main.py'], ['main.py', '--enable-manager']],
    ['adds it once', ['main.py', '--enable-manager', '--cpu'], ['main.py', '--enable-manager', '--cpu']],
    ['takes the old dialog away', ['main.py', '--enable-manager-legacy-ui'], ['main.py', '--enable-manager']],
  ])('%s', (_name, argv, wanted) => {
    expect(adapt(statsWith({ argv, os: 'win32' }))).toEqual({
      system: { ram_total: 1, argv: wanted, os: 'win32' },
      devices: [{ type: 'cpu' }],
    });
  });

  it.each(['posix', 'nt'])('names the system where it says only "%s"', (os) => {
    expect(adapt(statsWith({ argv: [], os })).system.os).toBe('linux');
  });

  it.each(['', 'null', '[]', '{"system":null}', '{"system":{"argv":"main.py"}}', '<html>'])(
    'leaves %j alone',
    (text) => {
      expect(adaptSystemStats(text, 'linux')).toBe(text);
    },
  );
});

describe('GET system_stats', () => {
  let door: GatewayDoor;
  let comfy: SmallComfy;
  beforeEach(async () => {
    ({ door, comfy } = await openServedGateway({
      answer: (_request, response) => {
        const body = statsWith({ argv: ['main.py'], os: 'linux' });
        response.writeHead(200, { 'content-type': 'application/json', etag: '"x"', 'x-other': 'kept' });
        response.write(body.slice(0, 5));
        response.end(body.slice(5));
      },
    }));
  });
  afterEach(() => closeServedGateway({ door, comfy }));

  it.each(['/system_stats', '/api/system_stats?x=1'])('is rewritten at %s, with its length', async (path) => {
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': '"x"' };
    const reply = await door.ask('GET', path, { headers });
    expect(reply).toMatchObject({ status: 200, headers: { 'x-other': 'kept', 'content-type': 'application/json' } });
    expect(reply.headers['content-length']).toBe(String(reply.body.length));
    expect(reply.headers.etag).toBeUndefined();
    expect(JSON.parse(reply.body).system.argv).toEqual(['main.py', '--enable-manager']);
    expect(comfy.requests[0]?.headers).not.toHaveProperty('accept-encoding');
    expect(comfy.requests[0]?.headers).not.toHaveProperty('if-none-match');
  });
});
