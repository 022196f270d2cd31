import { afterAll, beforeAll, expect, it } from 'vitest';
import { ErrorBody } from '../contract/error-body';
import { composeDocument } from './openapi/document';
import { openDoor, type Door } from './testing/door';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  await door.server.close();
});

interface Operation {
  parameters?: { name: string }[];
  requestBody?: object;
}
const paths = composeDocument('1.0.0').paths as Record<string, { get?: Operation; post?: Operation }>;
const operations = Object.entries(paths).flatMap(([path, { get, post }]) => [
  ...(get ? [{ path, method: 'GET', operation: get }] : []),
  ...(post ? [{ path, method: 'POST', operation: post }] : []),
]);
const fields = ['ui_id', 'client_id', 'kind', 'params', 'cnr_ids', 'urls', 'value', 'target', 'dry_run', 'ver', 'mode'];
const illTyped: unknown[] = [
  null,
  true,
  -1,
  1e308,
  'x'.repeat(70_000),
  '\u0000',
  '../..',
  [],
  [[1]],
  {},
  { a: { b: 1 } },
];
const illWritten = ['', '%00', '%F0%9F%92%A5', '..%2f..', 'x'.repeat(9000), '-1', '1e99', 'null', 'true'];

/** Without a Python no ComfyUI starts, and without a network no host answers: that is nobody's fault here. */
const faultless = ['comfyui-start-failed', 'network-failed', 'download-failed'];

/** Whatever is wrong with a request is the fault of who sent it, and it says so. */
function expectReason({ status, body }: { status: number; body: string }, sent: string): void {
  if (status < 400) return;
  const { code, message } = ErrorBody.parse(JSON.parse(body));
  expect(message, sent).toMatch(/\S/);
  if (!faultless.includes(code)) expect(status, sent).toBeLessThan(500);
}

it.each(operations.filter(({ operation }) => operation.parameters))(
  '$method $path answers any text in its query, and the same name twice',
  async ({ path, method, operation }) => {
    for (const { name } of operation.parameters ?? []) {
      for (const text of illWritten) {
        expectReason(await door.ask(method, `${path}?${name}=${text}`), `${name}=${text.slice(0, 20)}`);
      }
      expectReason(await door.ask(method, `${path}?${name}=a&${name}=b`), `${name} twice`);
    }
  },
);

it.each(operations.filter(({ operation }) => operation.requestBody))(
  '$method $path answers any type in each field of its body',
  async ({ path, method }) => {
    for (const field of fields) {
      for (const value of illTyped) {
        const body = JSON.stringify({ [field]: value });
        const reply = await door.ask(method, path, { headers: { 'content-type': 'application/json' }, body });
        expectReason(reply, body.slice(0, 60));
      }
    }
  },
);
