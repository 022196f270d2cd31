import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ErrorBody } from '../contract/error-body';
import { routes } from './routes';
import { openDoor, type Door } from './testing/door';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  await door.server.close();
});

const hostile = fc.constantFrom(
  '',
  '..',
  '%',
  '%00',
  '%2e%2e%2f',
  'a\u0000b',
  '__proto__',
  'null',
  '-1',
  '1e99',
  '💥',
  '\\',
  '"',
);
const text = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 40 }));
/** What a client library lets out: encoded, or raw printable ASCII with whatever percent signs it has. */
const piece = fc.oneof(
  text.map((value) => encodeURIComponent(Buffer.from(value).toString())),
  fc.string({ maxLength: 20 }).map((value) => value.replace(/[^!-~]/g, '')),
);
const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...routes.map((row) => row.path)) },
  { weight: 1, arbitrary: piece.map((value) => `/v2/${value}`) },
  { weight: 1, arbitrary: piece.map((value) => `/${value}`) },
);
const names = ['id', 'ui_id', 'client_id', 'max_items', 'offset', 'mode', 'operation', '__proto__', 'constructor'];
const query = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...names), piece), piece), { maxLength: 4 })
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
const task = fc.record(
  {
    ui_id: fc.oneof(text, fc.jsonValue()),
    client_id: fc.oneof(text, fc.jsonValue()),
    kind: fc.oneof(fc.constantFrom('install', 'uninstall', 'update', 'fix', 'disable', 'enable'), fc.jsonValue()),
    params: fc.oneof(
      fc.record({ id: text, version: text, node_name: text, cnr_id: text }, { requiredKeys: [] }),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  task.map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', 'null', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":1}}'),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json;charset=utf-8',
      'text/plain',
      '/',
      ';',
      'x/y',
    ),
    'security-level': fc.constantFrom('strong', 'weak', 'x', ''),
    'content-encoding': fc.constantFrom('gzip', 'identity'),
  },
  { requiredKeys: [] },
);
const method = fc.constantFrom('GET', 'POST', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH');

it('whatever is asked, the answer is no failure of ours, comes soon, and says why when it refuses', async () => {
  const seen = new Set<number>();
  const request = fc.record({ method, path, query, headers, body });
  await fc.assert(
    fc.asyncProperty(request, async (sample) => {
      const target = `${sample.path}${sample.query === '' ? '' : `?${sample.query}`}`;
      const hasBody = sample.method !== 'GET' && sample.method !== 'HEAD';
      const content = hasBody ? { body: sample.body } : {};
      const reply = await door.ask(sample.method, target, { headers: sample.headers, ...content });
      seen.add(reply.status);
      expect(reply.body).not.toBe('null');
      const hasReason = reply.status >= 400 && sample.method !== 'HEAD';
      // The folder of this test has no ComfyUI that could be started.
      if (hasReason && ErrorBody.parse(JSON.parse(reply.body)).code === 'comfyui-start-failed') return;
      expect(reply.status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  for (const status of [200, 400, 404, 405, 415]) expect(seen).toContain(status);
  expect(Reflect.get({}, 'x')).toBeUndefined();
  expect(await door.ask('GET', '/v2/manager/version')).toMatchObject({ status: 200 });
});
